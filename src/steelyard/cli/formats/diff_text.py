"""What a change does, for a terminal."""

from collections.abc import Iterator

from steelyard.app.diff import DiffReport
from steelyard.cli.formats.diff_words import (
    end_words,
    headline,
    risk,
    share_rows,
    told,
    uncertain,
)
from steelyard.cli.formats.style import paint, percent, plural, wrap
from steelyard.compare.difference import Difference, PoolShift, RegionChange

MOST_REGIONS = 25
MOST_POOLS = 25
MOST_SERVERS = 12
MOST_OTHER = 40


def render(report: DiffReport, quiet: bool, colour: bool, width: int) -> str:
    """The verdict first; then every region, the shares, the settings, the findings."""
    difference = report.difference
    style = {"same": "good", "changed": "bold", "unknown": "warning"}[difference.verdict]
    lines: list[str] = []
    for number, sentence in enumerate(headline(report)):
        found = wrap(sentence, width, "  " if number else "", "    " if number else "  ")
        lines += [paint(line, style, colour) if not number else line for line in found]
    if not quiet:
        lines += _regions(difference, colour, width)
        lines += _pools(difference, colour, width)
        lines += _other(difference, colour, width)
        lines += _findings(report, colour, width)
        lines += _assumptions(difference, width)
        level, why = risk(report)
        if level not in ("none", "low"):
            lines += ["", *wrap(f"risk {level}: {'; '.join(why)}", width, "", "  ")]
    return "\n".join(lines) + "\n"


def _regions(difference: Difference, colour: bool, width: int) -> Iterator[str]:
    if not difference.regions:
        return
    yield ""
    yield paint("requests that go elsewhere", "bold", colour)
    for number, region in enumerate(difference.regions[:MOST_REGIONS], 1):
        yield from _region(number, region, colour, width)
    more = len(difference.regions) - MOST_REGIONS
    if more > 0:
        yield f"  and {more} more; --format json lists all"


def _region(number: int, region: RegionChange, colour: bool, width: int) -> Iterator[str]:
    """One region: condition, witness, before, after."""
    lead = f"{number:>3}. "
    sockets = ", ".join(region.sockets[:3]) + (", ..." if len(region.sockets) > 3 else "")
    yield from wrap(f"{region.condition}  [{sockets}]", width, lead, "     ")
    if region.requests is not None:
        share = "" if region.weight is None else f", {percent(region.weight)} of all"
        yield f"     {plural(region.requests, 'request')} of the log{share}"
    if region.witness is not None:
        shown = str(region.witness)
        extra = [f"{n}: {v}" for n, v in region.witness.headers if n.lower() != "host"]
        if region.witness.source != DEFAULT:
            extra.append(f"from {region.witness.source}")
        settled = [f"when {name} is {text}" for name, text in region.witness.settled.items()]
        tail = f"  ({'; '.join([*extra, *settled])})" if extra or settled else ""
        yield from wrap(f"such as {shown}{tail}", width, "     ", "       ")
    else:
        yield from wrap(
            f"whether there is such a request is not known: {region.why}", width, "     ", "       "
        )
    yield from _end("was", region, False, colour, width)
    yield from _end("now", region, True, colour, width)


DEFAULT = "192.0.2.1"


def _end(lead: str, region: RegionChange, new: bool, colour: bool, width: int) -> Iterator[str]:
    """Where the requests end, with the line that says so."""
    end, outcome = (region.new_end, region.new) if new else (region.old_end, region.old)
    place, text = told(region, new)
    where = f"  {place}" if place.file else ""
    by = f"  {text}" if text else ""
    style = "dim" if lead == "was" else "bold"
    found = wrap(f"{end_words(end, outcome)}{where}{by}", width, f"     {lead}  ", "          ")
    yield from (paint(line, style, colour) for line in found)


def _pools(difference: Difference, colour: bool, width: int) -> Iterator[str]:
    if not difference.pools:
        return
    yield ""
    yield paint("shares of the servers", "bold", colour) + "        before     after"
    for shift in difference.pools[:MOST_POOLS]:
        yield from _pool(difference, shift, colour, width)
    more = len(difference.pools) - MOST_POOLS
    if more > 0:
        yield f"  and {more} more pools; --format json lists all"


def _pool(difference: Difference, shift: PoolShift, colour: bool, width: int) -> Iterator[str]:
    state = " (new)" if shift.old is None else " (gone)" if shift.new is None else ""
    sure = f"  ({shift.new.exactness.value})" if shift.new and uncertain(shift) else ""
    yield f"  pool {shift.name}{state}{sure}"
    rows = share_rows(shift)
    changed = [row for row in rows if row[1] != row[2]] or rows
    for name, was, now in changed[:MOST_SERVERS]:
        before = "-" if shift.old is None else percent(was)
        after = "-" if shift.new is None else percent(now)
        mark = ""
        if was is not None and now is not None and was != now:
            mark = f"  {'+' if now > was else '-'}{percent(abs(now - was))}"
        line = f"    {name:24} {before:>9} {after:>9}{mark}"
        yield line if not mark else paint(line, "bold", colour)
    if len(changed) > MOST_SERVERS:
        yield f"    and {len(changed) - MOST_SERVERS} more servers"
    mix = difference.mix
    if mix is not None and shift.new is not None:
        was_count = mix.old.pools[difference.twins.get(shift.name, shift.name)]
        yield f"    requests of the log: {was_count} before, {mix.new.pools[shift.name]} after"


def _other(difference: Difference, colour: bool, width: int) -> Iterator[str]:
    if not difference.other:
        return
    yield ""
    yield paint("settings", "bold", colour)
    for change in difference.other[:MOST_OTHER]:
        where = f"  {change.place}" if change.place.file else ""
        yield from wrap(f"{change.what}: {change.old} -> {change.new}{where}", width, "  ", "    ")
    more = len(difference.other) - MOST_OTHER
    if more > 0:
        yield f"  and {more} more"


def _findings(report: DiffReport, colour: bool, width: int) -> Iterator[str]:
    if not report.findings:
        return
    yield ""
    yield paint("new findings of check", "bold", colour)
    for finding in report.findings:
        level = paint(finding.severity.value, finding.severity.value, colour)
        text = f"{finding.rule}  {finding.place}: {finding.message}"
        first, *rest = wrap(text, width - len(finding.severity.value) - 3, "", "")
        yield f"  {level} {first}"
        yield from (f"    {line}" for line in rest)


def _assumptions(difference: Difference, width: int) -> Iterator[str]:
    for sentence in difference.assumptions:
        yield ""
        yield from wrap(f"assuming: {sentence}", width, "", "  ")
