"""A change of a repository as one review comment."""

from collections.abc import Iterator

from steelyard.app.review import Review, Reviewed
from steelyard.cli.formats import diff_markdown
from steelyard.cli.formats.diff_words import verdict
from steelyard.cli.formats.markdown import cell, code, findings_lines
from steelyard.cli.formats.review_words import gate, nothing, state_words
from steelyard.core.finding import Finding, Severity

MOST = 65_000
"""Characters of a comment; GitHub takes 65,536."""

MARK = "<!-- steelyard review -->"
"""Stands first in the comment, so that the next run finds and replaces it."""

CUT = "\n*Cut here: the whole report is longer than a comment may be; " + (
    "`steelyard review --format text` tells all.*\n"
)


def render(review: Review, fail_on: Severity = Severity.ERROR) -> str:
    """The gate's verdict, one line for each configuration, then each in full."""
    lines = [MARK, f"## steelyard review: {cell(gate(review, fail_on))}", ""]
    if not review.gateways:
        lines += [cell(nothing(review)), ""]
    order = sorted(review.gateways, key=lambda one: (-_weight(one), one.path))
    if len(order) > 1:
        lines += ["| configuration | |", "|---|---|"]
        lines += [f"| {code(one.path)} | {cell(state_words(one))} |" for one in order]
        lines.append("")
    for one in order:
        lines += _section(one)
    return shortened("\n".join(lines).rstrip() + "\n", MOST)


def _weight(one: Reviewed) -> int:
    """What is worst comes first."""
    if one.state == "unreadable":
        return 3
    return max((finding.severity.rank for finding in _new(one)), default=-1)


def _new(one: Reviewed) -> list[Finding]:
    if one.report is None:
        return []
    return [finding for finding in one.report.findings if finding.new and not finding.suppressed]


def _section(one: Reviewed) -> Iterator[str]:
    """One configuration."""
    first = state_words(one) if one.diff is None else verdict(one.diff.difference)
    yield f"### {code(one.path)}: {cell(first)}"
    yield ""
    if one.before not in ("", one.path):
        yield f"It was {code(one.before)} before."
        yield ""
    if one.why:
        yield f"**It cannot be read:** {cell(one.why)}"
        yield ""
    for note in one.notes:
        yield f"> {cell(note)}"
        yield ""
    shown = findings_lines(_new(one))
    if one.diff is not None:
        yield from diff_markdown.body(one.diff, shown)
        yield ""
    elif shown:
        yield "#### Findings of check"
        yield ""
        yield from shown


def shortened(text: str, most: int) -> str:
    """At most so many characters, cut between lines, with nothing left open."""
    if len(text) <= most:
        return text
    kept: list[str] = []
    room = most - len(CUT) - len("</details>\n") - 1
    folded = 0
    for line in text.splitlines(keepends=True):
        room -= len(line)
        if room < 0:
            break
        kept.append(line)
        folded += line.count("<details>") - line.count("</details>")
    return "".join(kept) + "\n</details>\n" * min(folded, 1) + CUT
