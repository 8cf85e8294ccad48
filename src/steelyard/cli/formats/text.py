"""Findings for people: drawn under the source line, wrapped to the terminal."""

from steelyard.app.check import CheckReport
from steelyard.cli.formats.style import paint, plural, wrap
from steelyard.core.finding import Finding, Severity
from steelyard.core.place import Place
from steelyard.core.secrets import masked
from steelyard.lint.engine import count
from steelyard.model.gateway import Gateway


def render(report: CheckReport, colour: bool, width: int, quiet: bool) -> str:
    """The whole report; ``quiet`` leaves out notes, allowed and old findings."""
    lines: list[str] = []
    files = {name: file for gateway in report.gateways for name, file in gateway.files.items()}
    for finding in report.findings:
        if quiet and (
            finding.suppressed is not None
            or finding.severity is Severity.NOTE
            or (report.compared and not finding.new)
        ):
            continue
        if finding.suppressed is not None:
            lines += _allowed(finding, width)
            continue
        source = files.get(finding.place.file)
        text = "" if source is None else source.line(finding.place.line)
        lines += _drawn(finding, text, report.compared, colour, width)
    lines += [*_summary(report, colour, width), *_changes(report, width)]
    return "\n".join(lines) + "\n"


def _drawn(finding: Finding, source: str, compared: bool, colour: bool, width: int) -> list[str]:
    """One finding: head, source line, consequence, remedy."""
    tag = paint(finding.severity.value, finding.severity.value, colour)
    age = "" if finding.new or not compared else " (was there before)"
    where = str(finding.place)
    gap = width - len(finding.severity.value) - len(finding.rule) - len(age) - len(where) - 1
    between = " " * gap if gap >= 2 else "\n  "
    lines = [f"{tag} {finding.rule}{age}{between}{paint(where, 'dim', colour)}"]
    lines += wrap(finding.message, width, "  ", "  ")
    lines += _under(finding.place, source, colour, width)
    for place, what in finding.related:
        lines += wrap(f"{place}: {what}", width, "    see  ", "         ")
    if finding.consequence:
        lines += wrap(finding.consequence, width, "  so: ", "      ")
    if finding.remedy:
        lines += wrap(finding.remedy, width, "  do: ", "      ")
    return [*lines, ""]


def _under(place: Place, source: str, colour: bool, width: int) -> list[str]:
    """The source line with the text meant underlined."""
    if not source.strip():
        return []
    source = masked(source)
    if not source.isprintable():
        source = "".join(c if c.isprintable() else ("\t" if c == "\t" else "?") for c in source)
    indent = len(source) - len(source.lstrip())
    shown = source.strip().expandtabs(1)
    start = max(0, place.column - 1 - indent)
    number = str(place.line)
    room = width - len(number) - 5
    span = place.width or len(shown)
    cut = 0 if start + min(span, room) <= room else max(0, start - 12)
    shown = ("..." if cut else "") + shown[cut:]
    start = start - cut + (3 if cut else 0)
    if len(shown) > room:
        shown = shown[: room - 3] + "..."
    marks = "^" * max(1, min(span, len(shown) - start))
    bar = paint("|", "dim", colour)
    return [
        f"  {paint(number, 'dim', colour)} {bar} {shown}",
        f"  {' ' * len(number)} {bar} {' ' * start}{paint(marks, 'bold', colour)}",
    ]


def _allowed(finding: Finding, width: int) -> list[str]:
    """One line for a finding that the policy allows."""
    allowed = finding.suppressed
    assert allowed is not None
    until = f" until {allowed.until}" if allowed.until else ""
    said = f"allowed{until}: {finding.rule} {finding.subject} ({finding.place}): {allowed.reason}"
    return [*wrap(said, width, "", "  "), ""]


def _summary(report: CheckReport, colour: bool, width: int) -> list[str]:
    """The closing lines: what was read, what was found."""
    lines = [line for gateway in report.gateways for line in wrap(_read(gateway), width, "", "  ")]
    new = [finding for finding in report.findings if finding.new]
    totals = count(new if report.compared else report.findings)
    words = ", ".join(plural(totals[s], s.value) for s in Severity)
    if report.compared:
        old = sum(1 for f in report.findings if not f.new and f.suppressed is None)
        words = f"new: {words}; standing before: {old}"
    bad = totals[Severity.ERROR] or totals[Severity.WARNING]
    style = "error" if totals[Severity.ERROR] else "warning" if bad else "good"
    return [*lines, paint(words, style, colour)]


def _changes(report: CheckReport, width: int) -> list[str]:
    """What the change does to traffic, and how to see all of it."""
    lines: list[str] = []
    for change in report.changes:
        from steelyard.cli.formats.change_words import change_command, change_words

        said = f"the change: {change_words(change)}; see: {change_command(change)}"
        lines += wrap(said, width, "", "  ")
    return lines


def _read(gateway: Gateway) -> str:
    """What was read of one gateway."""
    servers = sum(len(pool.servers) for pool in gateway.pools.values())
    routes = sum(1 for _, route in gateway.routes() if not route.implicit)
    version = ".".join(str(part) for part in gateway.version)
    assumed = "" if gateway.version_stated else " (assumed)"
    return (
        f"{gateway.path}: {gateway.dialect} {version}{assumed}, "
        f"{plural(len(gateway.listeners), 'listener')}, {plural(routes, 'route')}, "
        f"{plural(len(gateway.pools), 'pool')}, {plural(servers, 'server')}"
    )
