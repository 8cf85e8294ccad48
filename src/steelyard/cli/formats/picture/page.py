"""The page around the picture: one file, nothing loaded, no script."""

import base64
import hashlib
from collections.abc import Sequence

from steelyard.cli.formats.picture.compare import NONE, Changes, compare
from steelyard.cli.formats.picture.condense import condense
from steelyard.cli.formats.picture.layout import lay_out
from steelyard.cli.formats.picture.lettering import escape
from steelyard.cli.formats.picture.measures import NARROW, Measures
from steelyard.cli.formats.picture.remarks import MOST, Remark, differing, standing_out
from steelyard.cli.formats.picture.style import SHEET
from steelyard.cli.formats.picture.svg import DEFS, draw, swatch
from steelyard.cli.formats.picture.table import tables
from steelyard.cli.formats.style import plural
from steelyard.core.record import replace
from steelyard.forecast.flow import ALIKE, UNKNOWN, Flow

DENSE = 48
"""With more rows than this all boxes are low."""


def page(
    title: str,
    flows: Sequence[tuple[str, Flow]],
    alarms: Sequence[tuple[str, str]] = (),
) -> str:
    """The page with one flow, or two to compare: (heading, flow), the older one first.

    ``alarms`` are what the caller knows besides: (subject, sentence).
    In ASCII: every other character is a reference, so that any encoding will do.
    """
    whole = [flow for _, flow in flows]
    changes = compare(whole)
    body = [
        f"<h1>{escape(title)}</h1>",
        f"<p class=sub>{escape(_counts(whole[-1]))}</p>",
        _remarks(whole, changes, alarms),
        _figure(flows),
        tables(whole, changes),
        "<footer>Drawn by steelyard. Names, lines and shares are those of the configuration "
        "as read; nothing was measured.</footer>",
    ]
    two = " class=two" if len(flows) > 1 else ""
    text = f"{_head(title)}<body>{DEFS}<main{two}>\n{chr(10).join(body)}</main></body></html>\n"
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _head(title: str) -> str:
    """The head: a policy that lets in this very style sheet and nothing else."""
    digest = base64.b64encode(hashlib.sha256(SHEET.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>{SHEET}</style></head>\n"
    )


def _counts(flow: Flow) -> str:
    """How much there is."""
    routes = [node for node in flow.column("route") if not node.end]
    servers, pools = flow.column("server"), flow.column("pool")
    numbers = (("listener", len(flow.column("listener"))), ("pool", len(pools)))
    said = [plural(number, word) for word, number in (*numbers, ("server", len(servers)))]
    said.insert(1, f"{plural(len(routes), 'way')} to a pool")
    return ", ".join(said)


def _remarks(flows: list[Flow], changes: Changes, alarms: Sequence[tuple[str, str]]) -> str:
    """What stands out, or what differs."""
    two = len(flows) > 1
    found = [Remark("bad", "▲", subject, text) for subject, text in alarms]
    found += differing(flows, changes) if two else standing_out(flows[0])
    heading = "What changes" if two else "What stands out"
    if not found:
        calm = "Nothing: both promise the same." if two else "Nothing: every server gets its part."
        return f"<section><h2>{heading}</h2><p>{calm}</p></section>"
    items = "".join(map(_remark, found[:MOST]))
    if len(found) > MOST:
        items += f"<li>and {len(found) - MOST} more: see the tables below</li>"
    return f"<section><h2>{heading}</h2><ul class=marks>{items}</ul></section>"


def _remark(remark: Remark) -> str:
    """One of them."""
    subject = f"<b>{remark.glyph} <bdi>{escape(remark.subject)}</bdi></b>"
    return f'<li class="{remark.weight}">{subject}: {escape(remark.text)}</li>'


def _figure(flows: Sequence[tuple[str, Flow]]) -> str:
    """The picture or both, a word on what the widths mean, and the legend."""
    shown = condense([flow for _, flow in flows])
    two = len(flows) > 1
    changes = compare(shown) if two else NONE
    rows = max(len(flow.column("server")) + len(flow.column("pool")) for flow in shown)
    measures = NARROW if two else Measures()
    measures = replace(measures, dense=rows > DENSE)
    panels = []
    for (heading, flow), condensed, drawing in zip(
        flows, shown, lay_out(shown, measures), strict=True
    ):
        label = f"{heading}: {_counts(flow)}. The tables below have the same numbers."
        svg = draw(condensed, drawing, measures, changes, label, two)
        named = f"<h3>{escape(heading)}</h3>" if two else ""
        panels.append(
            f"<div>{named}<div class=scroll tabindex=0 role=region "
            f'aria-label="{escape(heading)}">\n{svg}\n</div></div>'
        )
    notes = dict.fromkeys(note for _, flow in flows for note in flow.notes)
    said = "".join(f"<p>{escape(note)}</p>" for note in notes)
    hint = "<p class=hint>The picture is wider than this screen: scroll it sideways.</p>"
    inner = f"<div class=pair>{''.join(panels)}</div>" if two else "".join(panels)
    caption = "<h2>The flow of requests</h2>"
    figure = f"<figure>{inner}{_legend(shown, two)}</figure>"
    return f"<section class=flow>{caption}{said}{hint}{figure}</section>"


def _legend(flows: list[Flow], two: bool) -> str:
    """Only what occurs is explained."""
    bases = {link.basis for flow in flows for link in flow.links}
    marks = {node.mark for flow in flows for node in flow.nodes.values()}
    entries = [(swatch("b c0"), "band: the wider, the more of the traffic")] if not two else []
    if ALIKE in bases:
        style = "b q alike" if two else "b c0 alike"
        entries.append((swatch(style), "dashed edge: drawn alike, how much is not known"))
    if UNKNOWN in bases:
        entries.append((swatch("b unknown"), "cross-hatched: not known"))
    if any(not link.amount for flow in flows for link in flow.links):
        entries.append((swatch("zero"), "dotted line: nothing"))
    for mark, text in (
        ("everything", "▲ thick frame: gets everything of its pool"),
        ("nothing", "✕ dashed frame: gets nothing"),
        ("unreached", "○ dotted frame: no listener leads here"),
    ):
        if mark in marks:
            entries.append((swatch(f"box {mark}", box=True), text))
    if two:
        entries.append((swatch("b more"), "▲ + striped: more than before, or new"))
        entries.append((swatch("b less"), "▼ − dashed stripes: less than before, or gone"))
        entries.append((swatch("b q"), "grey: the same"))
        entries.append(("", "pt: percentage points"))
    items = "".join(f"<li>{sample}{escape(text)}</li>" for sample, text in entries)
    return f"<ul class=legend>{items}</ul>"
