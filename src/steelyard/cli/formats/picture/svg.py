"""Draws what `layout` has placed, as SVG without scripts and without style attributes."""

from steelyard.cli.formats.picture.captions import PAD, Line, captions, tooltip
from steelyard.cli.formats.picture.compare import SAME, Change, Changes
from steelyard.cli.formats.picture.condense import is_group
from steelyard.cli.formats.picture.layout import Band, Box, Drawing
from steelyard.cli.formats.picture.lettering import escape
from steelyard.cli.formats.picture.measures import Measures
from steelyard.cli.formats.style import percent
from steelyard.forecast.flow import ALIKE, COLUMNS, COUNTED, UNKNOWN, Flow, Link, Node

HUES = 6
"""Tints that tell neighbouring pools apart; they mean nothing."""

TALL = 400
"""In a higher box the text stands at its top, where the reader begins."""

HEADS = {
    "listener": "Listener",
    "route": "Route",
    "pool": "Pool",
    "server": "Server, and its part of the pool",
}
"""The heads of the columns."""

DEFS = (
    '<svg class="defs" aria-hidden="true" focusable="false"><defs>'
    '<pattern id="unknown" width="7" height="7" patternUnits="userSpaceOnUse">'
    '<path class="k1" d="M0 0L7 7M7 0L0 7" fill="none"/></pattern>'
    '<pattern id="more" width="8" height="8" patternUnits="userSpaceOnUse">'
    '<path class="t2" d="M0 0H8V8H0Z"/>'
    '<path class="k2" d="M-2 2L2 -2M0 8L8 0M6 10L10 6" fill="none"/></pattern>'
    '<pattern id="less" width="8" height="8" patternUnits="userSpaceOnUse">'
    '<path class="t3" d="M0 0H8V8H0Z"/>'
    '<path class="k3" d="M6 -2L10 2M0 0L8 8M-2 6L2 10" fill="none" stroke-dasharray="3 2"/>'
    "</pattern></defs></svg>"
)
"""Patterns that all pictures of a page share."""

BASES = {
    ALIKE: "drawn alike: how much goes here is not known",
    COUNTED: "counted in the log",
    UNKNOWN: "not known",
}
"""What a band's width rests on."""


def draw(
    flow: Flow, drawing: Drawing, measures: Measures, changes: Changes, label: str, compared: bool
) -> str:
    """One picture; ``label`` names it for those who cannot see it."""
    size = "narrow" if measures.narrow else "wide"
    width, height = round(drawing.width), round(drawing.height)
    parts = [
        f'<svg class="{size}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="{escape(label)}">'
    ]
    hues = _hues(flow)
    links = {(link.source, link.target): link for link in flow.links}
    for band in drawing.bands:
        ends = band.source, band.target
        kind = changes.links.get(ends, SAME)
        tint = "q" if compared else hues.get(band.source, hues.get(band.target, "q"))
        parts.append(_band(band, links[ends], flow, kind, tint))
    for column in COLUMNS:
        head = HEADS[column].partition(",")[0] if measures.narrow else HEADS[column]
        if flow.weighed and column in ("route", "pool") and not measures.narrow:
            head += ", and its part of all"
        parts.append(_text(measures.left(column), 16, "h", head))
    for key, box in drawing.boxes.items():
        node, change = flow.nodes[key], changes.nodes.get(key, Change())
        parts.append(_box(node, box, change, captions(node, change, measures), measures))
    parts.append("</svg>")
    return "\n".join(parts)


def _hues(flow: Flow) -> dict[str, str]:
    """The tint of each pool, and of the routes that lead to it."""
    hues: dict[str, str] = {}
    for index, node in enumerate(flow.column("pool")):
        hues[node.key] = f"c{index % HUES}"
    for link in flow.links:
        if link.source.startswith("route:") and not is_group(flow.nodes[link.source]):
            hues[link.source] = hues.get(link.target, "q")
    return hues


def _number(value: float) -> str:
    """A coordinate, short."""
    return f"{value:.1f}".removesuffix(".0")


def _band(band: Band, link: Link, flow: Flow, kind: str, tint: str) -> str:
    """One band with its tooltip; traffic that is none is a dotted line."""
    source, target = flow.nodes[link.source], flow.nodes[link.target]
    said = [f"{source.name} → {target.name}"]
    if link.share is not None:
        said.append(f"{percent(link.share)} of what {source.name} gets")
    if link.basis in BASES:
        said.append(BASES[link.basis])
    if kind != SAME:
        said.append(kind)
    title = f"<title>{_lines(said)}</title>"
    x0, x1 = _number(band.x0), _number(band.x1)
    middle = _number((band.x0 + band.x1) / 2)
    top, end = _number(band.y0), _number(band.y1)
    if band.width <= 0:
        shape = f"M{x0} {top}C{middle} {top} {middle} {end} {x1} {end}"
        return f'<path class="zero {kind}" d="{shape}">{title}</path>'
    low, lower = _number(band.y0 + band.width), _number(band.y1 + band.width)
    shape = (
        f"M{x0} {top}C{middle} {top} {middle} {end} {x1} {end}"
        f"V{lower}C{middle} {lower} {middle} {low} {x0} {low}Z"
    )
    style = kind if kind != SAME else f"{tint} {link.basis}"
    return f'<path class="b {style}" d="{shape}">{title}</path>'


def _box(node: Node, box: Box, change: Change, lines: list[Line], measures: Measures) -> str:
    """One box, its lines of text in the middle of its height, its tooltip."""
    styles = ["box", node.mark, "end" if node.end else "", "group" if is_group(node) else ""]
    if change.kind in ("new", "gone"):
        styles.append(change.kind)
    style = " ".join(each for each in styles if each)
    parts = [
        f"<g><title>{_lines(tooltip(node, change))}</title>"
        f'<rect class="{style}" x="{_number(box.x)}" y="{_number(box.y)}" '
        f'width="{_number(box.width)}" height="{_number(box.height)}" rx="4"/>'
    ]
    inner = len(lines) * measures.line
    top = (box.height - inner) / 2 if box.height < TALL else 10
    y = box.y + top + measures.line - 4
    for line in lines:
        if line.text:
            parts.append(_text(box.x + PAD, y, line.style, line.text))
        if line.right:
            parts.append(_text(box.x + box.width - PAD, y, line.right_style, line.right))
        y += measures.line
    return "".join([*parts, "</g>"])


def _text(x: float, y: float, style: str, text: str) -> str:
    """One line of text."""
    styled = f' class="{style}"' if style else ""
    return f'<text x="{_number(x)}" y="{_number(y)}"{styled}>{escape(text)}</text>'


def _lines(texts: list[str]) -> str:
    """The lines of a tooltip."""
    return "&#10;".join(escape(text) for text in texts if text)


def swatch(style: str, *, box: bool = False) -> str:
    """A small sample for the legend."""
    if box:
        shape = f'<rect class="{style}" x="2" y="2" width="30" height="14" rx="3"/>'
    elif style == "zero":
        shape = '<path class="zero" d="M0 9H34"/>'
    else:
        shape = f'<path class="{style}" d="M0 3H34V15H0Z"/>'
    return f'<svg width="34" height="18" aria-hidden="true" focusable="false">{shape}</svg>'
