"""A change of a repository, for a terminal."""

from steelyard.app.review import Review, Reviewed
from steelyard.cli.formats import diff_text, text
from steelyard.cli.formats.review_words import gate, nothing, state_words
from steelyard.cli.formats.style import paint, wrap
from steelyard.core.finding import Severity


def render(review: Review, fail_on: Severity, colour: bool, width: int, quiet: bool) -> str:
    """Each configuration: what becomes of traffic, then the findings; the verdict at the end.

    ``quiet`` leaves out those that need no action.
    """
    lines = [] if review.gateways else [*wrap(nothing(review), width, "", "  ")]
    for one in review.gateways:
        if not quiet or one.why or (one.report is not None and one.report.failing(fail_on)):
            lines += [*_section(one, colour, width), ""]
    words = gate(review, fail_on)
    style = "error" if review.unreadable or review.failing(fail_on) else "good"
    lines += [paint(line, style, colour) for line in wrap(f"review: {words}", width, "", "  ")]
    return "\n".join(lines) + "\n"


def _section(one: Reviewed, colour: bool, width: int) -> list[str]:
    """One configuration."""
    lines = [paint(line, "bold", colour) for line in wrap(f"== {one.path}", width, "", "   ")]
    if one.before not in ("", one.path):
        lines += wrap(f"it was {one.before} before", width, "   ", "   ")
    if one.diff is not None:
        lines += diff_text.render(one.diff, True, colour, width).splitlines()
    else:
        why = f": {one.why}" if one.why else ""
        lines += wrap(f"{state_words(one)}{why}", width, "", "  ")
    for note in one.notes:
        lines += wrap(note, width, "note: ", "      ")
    if one.report is not None and one.report.findings:
        # Findings that stood before are only counted: they are not what is reviewed.
        lines += ["", *text.render(one.report, colour, width, True).splitlines()]
    return lines
