"""What a change does, as Markdown: a review comment that a person reads in a minute."""

from collections.abc import Iterator, Sequence

from steelyard.app.diff import DiffReport
from steelyard.cli.formats.diff_words import end_words, headline, risk, share_rows, told
from steelyard.cli.formats.markdown import cell, code
from steelyard.cli.formats.style import percent, plural
from steelyard.compare.difference import Difference, PoolShift, RegionChange
from steelyard.core.place import Place

MOST_REGIONS = 15
MOST_SERVERS = 40
MOST_OTHER = 30


def render(report: DiffReport) -> str:
    """Verdict and risk, moved requests, shares, new findings, settings."""
    first = headline(report)[0]
    lines = [f"### steelyard diff: {cell(first)}", "", *body(report, list(_findings(report)))]
    return "\n".join(lines).rstrip() + "\n"


def body(report: DiffReport, findings: Sequence[str], mark: str = "####") -> list[str]:
    """All below the heading; ``findings`` are their lines, ``mark`` leads the headings."""
    difference = report.difference
    level, why = risk(report)
    more = headline(report)[1:]
    # The verb's name in the reasons is code already.
    said = cell("; ".join(why)).replace(r"\`check\`", "`check`")
    reason = f": {said}" if why else ""
    lines = [f"**Risk: {level}**{reason}", ""]
    lines += [f"- {cell(sentence)}" for sentence in more]
    lines += [""] if more else []
    lines += _regions(difference, mark)
    lines += _pools(difference, mark)
    if findings:
        lines += [f"{mark} New findings of check", "", *findings]
    lines += _other(difference, mark)
    lines += [f"Assuming: {cell(sentence)}." for sentence in difference.assumptions]
    return lines


def _regions(difference: Difference, mark: str) -> Iterator[str]:
    if not difference.regions:
        return
    yield f"{mark} Requests that go elsewhere"
    yield ""
    weighed = difference.mix is not None
    yield "| requests where | such as | before | after |" + (" of the log |" if weighed else "")
    yield "|---|---|---|---|" + ("---:|" if weighed else "")
    for change in difference.regions[:MOST_REGIONS]:
        yield _row(change, weighed)
    yield ""
    more = len(difference.regions) - MOST_REGIONS
    if more > 0:
        yield f"and {more} more."
        yield ""


def _row(change: RegionChange, weighed: bool) -> str:
    witness = "not known" if change.witness is None else code(str(change.witness))
    row = f"| {cell(change.condition)} | {witness} | {_end(change, False)} | {_end(change, True)} |"
    if not weighed:
        return row
    share = "" if change.weight is None else f" ({percent(change.weight)})"
    return f"{row} {change.requests or 0}{share} |"


def _end(change: RegionChange, new: bool) -> str:
    end, outcome = (change.new_end, change.new) if new else (change.old_end, change.old)
    place, text = told(change, new)
    by = f"<br>{_where(place)} {code(text)}" if text else ""
    return f"{cell(end_words(end, outcome))}{by}"


def _where(place: Place) -> str:
    return code(f"{place.file.rpartition('/')[2]}:{place.line}") if place.file else ""


def _pools(difference: Difference, mark: str) -> Iterator[str]:
    if not difference.pools:
        return
    yield f"{mark} Shares before and after"
    yield ""
    yield "| pool | server | before | after | change |"
    yield "|---|---|---:|---:|---:|"
    rows = [row for shift in difference.pools for row in _shares(shift)]
    yield from rows[:MOST_SERVERS]
    yield ""
    if len(rows) > MOST_SERVERS:
        yield f"and {plural(len(rows) - MOST_SERVERS, 'server')} more."
        yield ""


def _shares(shift: PoolShift) -> Iterator[str]:
    rows = share_rows(shift)
    state = " (new)" if shift.old is None else " (gone)" if shift.new is None else ""
    for number, (name, was, now) in enumerate([row for row in rows if row[1] != row[2]] or rows):
        pool = "" if number else code(shift.name) + state
        change = ""
        if was is not None and now is not None and was != now:
            change = f"**{'+' if now > was else '−'}{percent(abs(now - was))}**"
        before = "" if shift.old is None else percent(was)
        after = "" if shift.new is None else percent(now)
        yield f"| {pool} | {code(name)} | {before} | {after} | {change} |"


def _findings(report: DiffReport) -> Iterator[str]:
    if not report.findings:
        return
    yield "| | where | what |"
    yield "|---|---|---|"
    for finding in report.findings:
        level = finding.severity.value
        shown = f"**{level}**" if level == "error" else level
        yield f"| {shown} | {_where(finding.place)} | {cell(finding.message)} |"
    yield ""


def _other(difference: Difference, mark: str) -> Iterator[str]:
    if not difference.other:
        return
    yield f"{mark} Settings"
    yield ""
    yield "| what | before | after | where |"
    yield "|---|---|---|---|"
    for change in difference.other[:MOST_OTHER]:
        where = _where(change.place)
        yield f"| {cell(change.what)} | {cell(change.old)} | {cell(change.new)} | {where} |"
    yield ""
    more = len(difference.other) - MOST_OTHER
    if more > 0:
        yield f"and {more} more."
        yield ""
