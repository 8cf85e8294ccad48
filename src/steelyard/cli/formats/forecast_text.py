"""The Forecast for people: listeners, pools, shares as numbers and bars."""

from steelyard.app.forecast import ForecastReport
from steelyard.cli.formats.style import paint, percent, plural, wrap
from steelyard.forecast.result import PoolForecast, ServerShare

EXACT = {
    "order": "exact, request by request",
    "key": "exact for each key",
    "window": "exact in each window, order not predictable",
    "expectation": "in the mean",
    "load": "depends on load",
    "unknown": "unknown",
}
"""The exactness classes in words."""

BAR = 24
"""Columns of the longest bar."""


def render(report: ForecastReport, quiet: bool, colour: bool, width: int) -> str:
    """The whole report."""
    lines: list[str] = []
    if not quiet:
        for name, pools in report.forecast.reached.items():
            shown = [pool for pool in pools if pool in report.forecast.pools]
            if shown:
                lines += wrap(f"{name} -> {', '.join(shown)}", width, "", "    ")
        lines += [""] if lines else []
    for name, promise in report.forecast.pools.items():
        lines += _pool(report, name, promise, quiet, colour, width)
    if report.traffic is not None:
        lines += _traffic(report, width)
    return "\n".join(lines).rstrip() + "\n"


def _pool(
    report: ForecastReport, name: str, promise: PoolForecast, quiet: bool, colour: bool, width: int
) -> list[str]:
    """One pool: head, servers, assumptions."""
    pool = promise.pool
    place = paint(str(pool.place), "dim", colour)
    written = pool.balance.written or pool.balance.algorithm
    default = " (the default)" if pool.balance.implicit else ""
    between = "  " if len(name) + len(str(pool.place)) + 2 <= width else "\n  "
    lines = [f"{paint(name, 'bold', colour)}{between}{place}"]
    lines += wrap(f"{written}{default}: {EXACT[promise.exactness.value]}", width, "  ", "  ")
    flow = report.pool_rate(name)
    loads = {load.server: load for load in report.overloads.get(name, [])}
    known = report.policy.pools.get(name)
    column = max((len(entry.server.name) for entry in promise.servers), default=0)
    for entry in promise.servers:
        text = f"  {entry.server.name:{min(column, 32)}}  {percent(entry.share):>8}"
        if flow is not None and entry.share is not None:
            text += f"  {entry.share * flow:8.0f}/s"
            limit = None if known is None else known.capacity_of(entry.server.name)
            text += f" of {limit:.0f}" if limit is not None else ""
        style = "error" if entry.server.name in loads else "good"
        bar = "#" * round(BAR * (entry.share or 0))
        remark = _remark(entry)
        lines.append(f"{text}  {paint(bar, style, colour)}{' ' if bar else ''}{remark}".rstrip())
    if not promise.servers:
        lines.append("  no servers")
    for load in loads.values():
        what = f"{load.server} gets {load.rate:.0f}/s and carries {load.capacity:.0f}/s"
        lines += wrap(f"overloaded: {what}", width, "  ", "    ")
    if not quiet:
        for sentence in promise.assumptions:
            lines += wrap(sentence, width, "  assuming: ", "            ")
    return [*lines, ""]


def _remark(entry: ServerShare) -> str:
    """What explains a share that is not the usual one."""
    server = entry.server
    words = []
    if server.backup:
        words.append("backup")
    if server.admin == "out":
        words.append("disabled")
    elif server.admin == "drain" or server.applied_weight == 0:
        words.append("weight 0")
    elif entry.share == 0 and not server.backup:
        words.append("down")
    return ", ".join(words)


def _traffic(report: ForecastReport, width: int) -> list[str]:
    """Where the log's requests go, what each server gets, and what was not read."""
    traffic = report.traffic
    assert traffic is not None
    workload = traffic.workload
    total = max(1, traffic.total)
    distinct = len(workload.counts)
    what = f"{plural(traffic.total, 'request')} of the log, {distinct} different to this gateway"
    lines = list(wrap(what, width, "", "  "))
    for name, number in [*traffic.pools.most_common(), *traffic.ends.most_common()]:
        lines.append(f"  {name:32} {percent(number / total):>8}  {number:>12}")
        lines += _served(report, name) if name in traffic.pools else []
    if workload.beyond:
        what = f"{plural(workload.beyond, 'request')} more not walked: too many differ"
        lines += wrap(what, width, "  ", "    ")
    if workload.lacks:
        what = f"the log does not hold {', '.join(workload.lacks)}, which the configuration reads"
        lines += wrap(what, width, "  ", "    ")
    if traffic.unread:
        shown = ", ".join(f"{file}:{number}" for file, number in workload.bad)
        more = ", ..." if traffic.unread > len(workload.bad) else ""
        what = f"{plural(traffic.unread, 'line')} not understood: {shown}{more}"
        lines += wrap(what, width, "  ", "    ")
    return lines


def _served(report: ForecastReport, name: str) -> list[str]:
    """What each server of a pool gets of the log."""
    traffic = report.traffic
    assert traffic is not None
    if traffic.undecided[name]:
        return [f"    {traffic.undecided[name]} of them to servers that cannot be said"]
    how = "by the hash of each key" if name in traffic.hashed else "in the mean"
    lines = []
    for index, (server, number) in enumerate(traffic.servers.get(name, {}).items()):
        said = f"  {how}" if index == 0 and len(traffic.servers[name]) > 1 else ""
        share = percent(number / traffic.pools[name])
        lines.append(f"    {server:30} {share:>8}  {number:12.0f}{said}".rstrip())
    return lines
