"""What became of expectations, as Markdown: a review comment."""

from collections.abc import Iterator

from steelyard.app.expectations import ExpectationReport
from steelyard.cli.formats.expect_text import ORDER, coverage_words, details, summary
from steelyard.cli.formats.markdown import cell, code
from steelyard.expect.result import Judged, Result
from steelyard.expect.words import sentence

MOST_ROUTES = 30


def render(report: ExpectationReport) -> str:
    """A verdict, a table of what does not hold, each way folded, the coverage."""
    verdict = report.verdict
    shown = [one for result in ORDER[:-1] for one in verdict.judged if one.result is result]
    lines = [f"### steelyard test: {summary(verdict)}", ""]
    if shown:
        lines += ["| | expected | found | |", "|---|---|---|---|", *map(_row, shown), ""]
    for one in shown:
        lines += _way(one)
    missing = verdict.coverage.missing
    lines += [f"{cell(coverage_words(verdict.coverage))}", ""]
    lines += [f"- {code(str(line.place))} {code(line.text)}" for line in missing[:MOST_ROUTES]]
    if len(missing) > MOST_ROUTES:
        lines.append(f"- and {len(missing) - MOST_ROUTES} more")
    return "\n".join(lines).rstrip() + "\n"


def _row(one: Judged) -> str:
    """One line of the table."""
    expectation = one.expectation
    said = cell(sentence(expectation))
    named = f"**{cell(expectation.name)}**: {said}" if expectation.name else said
    level = f"**{one.result.value}**" if one.result is Result.FAILS else one.result.value
    return f"| {level} | {named} | {cell(one.why)} | {code(str(expectation.place))} |"


def _way(one: Judged) -> Iterator[str]:
    """The request against it and its way, folded."""
    if one.request is None:
        return
    yield f"<details><summary>{cell(str(one.request))}</summary>"
    yield ""
    yield "<pre>"
    yield from (cell(line) for line in details(one, 10_000))
    yield "</pre>"
    yield "</details>"
    yield ""
