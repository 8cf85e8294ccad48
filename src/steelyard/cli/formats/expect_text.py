"""What became of expectations, for a terminal: the failing ones first."""

from collections.abc import Iterator

from steelyard.app.expectations import ExpectationReport
from steelyard.cli.formats.style import paint, plural, wrap
from steelyard.expect.result import Coverage, Judged, Result, Verdict
from steelyard.expect.words import sentence
from steelyard.lint.expectations import OneRequest

ORDER = (Result.FAILS, Result.UNKNOWN, Result.SKIPPED, Result.HOLDS)
STYLES = {
    Result.FAILS: "error",
    Result.UNKNOWN: "warning",
    Result.SKIPPED: "note",
    Result.HOLDS: "good",
}
MOST_ROUTES = 20
"""Routes without an expectation that are listed."""


def render(report: ExpectationReport, quiet: bool, colour: bool, width: int) -> str:
    """The whole report; ``quiet`` leaves out what holds, and the coverage."""
    verdict = report.verdict
    lines: list[str] = []
    for result in ORDER:
        if quiet and result in (Result.HOLDS, Result.SKIPPED):
            continue
        found = [one for one in verdict.judged if one.result is result]
        for one in found:
            lines += _judged(one, colour, width)
        if found:
            lines.append("")
    if not quiet:
        lines += [*_coverage(verdict.coverage, width), ""]
    worst = next((result for result in ORDER if verdict.count(result)), Result.HOLDS)
    lines += [paint(line, STYLES[worst], colour) for line in wrap(summary(verdict), width, "", "")]
    return "\n".join(lines) + "\n"


def summary(verdict: Verdict) -> str:
    """``12 expectations: 10 hold for all requests, 1 fails, 1 unknown``."""
    counts = {result: verdict.count(result) for result in Result}
    holds, fails = counts[Result.HOLDS], counts[Result.FAILS]
    said = [f"{holds} {'holds' if holds == 1 else 'hold'} for all requests"] if holds else []
    said += [f"{fails} {'fails' if fails == 1 else 'fail'}"] if fails else []
    said += [f"{counts[Result.UNKNOWN]} unknown"] if counts[Result.UNKNOWN] else []
    skipped = counts[Result.SKIPPED]
    said += [f"{skipped} not asked for want of --log"] if skipped else []
    return f"{plural(len(verdict.judged), 'expectation')}: {', '.join(said)}"


def _judged(one: Judged, colour: bool, width: int) -> Iterator[str]:
    """One expectation, with the request against it and its way."""
    head = one.result.value
    said = sentence(one.expectation)
    title = f"{one.expectation.name}: {said}" if one.expectation.name else said
    where = str(one.expectation.place)
    lines = wrap(f"{title} ({where})", width, f"{head:8} ", "         ")
    yield lines[0].replace(head, paint(head, STYLES[one.result], colour), 1)
    yield from lines[1:]
    if one.result is Result.HOLDS:
        return
    if one.why:
        start = "  but: " if one.result is Result.FAILS else "  why: "
        yield from wrap(one.why, width, start, " " * 7)
    yield from details(one, width)


def details(one: Judged, width: int) -> Iterator[str]:
    """The request against an expectation, and its way."""
    if one.request is None or one.outcome is None:
        return
    if one.result is Result.FAILS:
        yield from _request(one, width)
    steps = one.outcome.steps
    places = [str(step.place) if step.place.file else "" for step in steps]
    column = max(map(len, places), default=0)
    for place, step in zip(places, steps, strict=True):
        yield from wrap(step.what, width, f"       {place:{column}}  ", " " * (column + 9))


def _request(one: Judged, width: int) -> Iterator[str]:
    """The request, as it is sent."""
    request = one.request
    assert request is not None
    if isinstance(one.expectation.statement, OneRequest):
        return
    port = f" to port {request.port}" if request.port not in (None, 80, 443) else ""
    yield from wrap(f"{request} from {request.source}{port}", width, "  try: ", " " * 7)
    hosts = request.header("host")
    shown = [pair for pair in request.headers if pair[0].lower() != "host" or len(hosts) != 1]
    if not hosts:
        shown = [*shown, ("Host", "(none)")]
    for name, value in shown:
        yield from wrap(f"{name}: {value}", width, " " * 7, " " * 9)
    for name, value in request.settled.items():
        yield from wrap(f"given that {name} is {value or 'empty'}", width, " " * 7, " " * 9)


def _coverage(coverage: Coverage, width: int) -> Iterator[str]:
    """Which routes no expectation speaks of."""
    missing = coverage.missing
    yield coverage_words(coverage)
    column = max((len(str(line.place)) for line in missing[:MOST_ROUTES]), default=0)
    for line in missing[:MOST_ROUTES]:
        start = f"  {line.place!s:{column}}  "
        yield from wrap(line.text, width, start, " " * len(start))
    if len(missing) > MOST_ROUTES:
        yield f"  and {len(missing) - MOST_ROUTES} more"


def coverage_words(coverage: Coverage) -> str:
    """``covered 5 of 7 routes; not covered:``."""
    total, missing = len(coverage.routes), len(coverage.missing)
    doubt = f" ({coverage.why})" if coverage.why else ""
    rest = "; not covered:" if missing else ""
    return f"covered {total - missing} of {plural(total, 'route')}{doubt}{rest}"
