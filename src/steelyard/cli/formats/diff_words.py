"""What a change does, in sentences that all formats share."""

from collections.abc import Iterator

from steelyard.app.diff import DiffReport
from steelyard.cli.formats.style import percent, plural
from steelyard.compare.compare import shifted
from steelyard.compare.difference import Difference, PoolShift, RegionChange
from steelyard.core.exactness import Exactness
from steelyard.core.place import Place
from steelyard.forecast.routing.outcome import Outcome
from steelyard.forecast.routing.space.ends import End
from steelyard.lint.words import listed

MOST_SHIFTS = 2
MOST_REGIONS = 2


def headline(report: DiffReport) -> list[str]:
    """The verdict and what matters most, in at most five sentences."""
    difference = report.difference
    lines = [verdict(difference)]
    for shift in list(shifted(difference))[: 1 if difference.regions else MOST_SHIFTS]:
        lines.append(shift_words(shift))
        lines += requests_words(report, shift)
    if difference.emptied:
        lines.append(emptied_words(difference))
    if difference.mix is not None and difference.regions:
        mix = difference.mix
        part = percent(mix.moved / mix.total if mix.total else 0.0)
        lines.append(f"{part} of the log's requests ({mix.moved} of {mix.total}) end elsewhere")
    for region in sorted(difference.regions, key=_weight)[:MOST_REGIONS]:
        lines.append(f"requests where {region.condition}: {move_words(region)}")
    return lines[:5]


def _weight(region: RegionChange) -> float:
    return -(region.weight or 0.0)


def verdict(difference: Difference) -> str:
    """The first sentence."""
    if difference.verdict == "same" and difference.strangers:
        return (
            "same: no request is treated differently, and every server keeps its share (proved); "
            "settings do not compare between dialects"
        )
    if difference.verdict == "same":
        return "same: no request is treated differently (proved); shares and settings are as before"
    parts = []
    certain = [region for region in difference.regions if region.witness is not None]
    if certain:
        goes = "goes" if len(certain) == 1 else "go"
        parts.append(f"{plural(len(certain), 'group')} of requests {goes} elsewhere")
    elif difference.routes_same:
        parts.append("no request goes to another pool (proved)")
    moved = sum(1 for _ in shifted(difference))
    if moved:
        parts.append(f"{plural(moved, 'pool')} spread{'s' if moved == 1 else ''} differently")
    if difference.other:
        parts.append(f"{plural(len(difference.other), 'setting')} changed")
    came = [shift.name for shift in difference.pools if shift.old is None]
    gone = [shift.name for shift in difference.pools if shift.new is None]
    parts += [f"{plural(len(came), 'pool')} added"] if came else []
    parts += [f"{plural(len(gone), 'pool')} removed"] if gone else []
    doubtful = len(difference.regions) - len(certain)
    if doubtful:
        parts.append(f"{plural(doubtful, 'group')} of requests may change: not known")
    if not difference.complete:
        parts.append(f"not everything could be compared: {difference.why}")
    return f"{difference.verdict}: {'; '.join(parts)}"


def shift_words(shift: PoolShift) -> str:
    """``pool web: 75 % of its requests, such as ..., move: web1 25 % -> 100 %; ...``."""
    if shift.old is None or shift.new is None:
        return f"pool {shift.name} is {'new' if shift.old is None else 'gone'}"
    alike: dict[str, list[str]] = {}
    for name, was, now in share_rows(shift):
        if was != now or was is None:
            alike.setdefault(f"{percent(was)} -> {percent(now)}", []).append(name)
    said = "; ".join(
        f"{listed(names) if len(names) < 3 else f'{len(names)} servers'} {change}"
        for change, names in sorted(alike.items(), key=lambda entry: len(entry[1]))
    )
    such = "" if shift.witness is None else f", such as {shift.witness},"
    if not shift.new.serves:
        return f"pool {shift.name}: no server takes its requests{such} any more: {said}"
    part = "an unknown part" if shift.moved is None else percent(shift.moved)
    move = f"{part} of its requests{such} move to another server"
    return f"pool {shift.name}: {move}: {said}"


def emptied_words(difference: Difference) -> str:
    """``pools checkout and cart lose 100 % of their requests (proved)``."""
    names = difference.emptied
    to = dict.fromkeys(
        end_words(change.new_end, None)
        for change in difference.regions
        if difference.twins.get(change.old_end.pool, change.old_end.pool) in names
    )
    pools = f"pool {names[0]} loses" if len(names) == 1 else f"pools {listed(names)} lose"
    whose = "its" if len(names) == 1 else "their"
    return f"{pools} 100 % of {whose} requests (proved), to {listed(list(to), 3)}"


def share_rows(shift: PoolShift) -> list[tuple[str, float | None, float | None]]:
    """Every server with its share before and after; a server that is not there has 0."""
    before = {entry.server.name: entry.share for entry in (shift.old.servers if shift.old else ())}
    after = {entry.server.name: entry.share for entry in (shift.new.servers if shift.new else ())}
    return [
        (name, before.get(name, 0.0), after.get(name, 0.0))
        for name in dict.fromkeys(before | after)
    ]


def requests_words(report: DiffReport, shift: PoolShift) -> Iterator[str]:
    """Which line sends a pool its requests, and how many move at its peak."""
    if shift.unreached:
        yield f"no request reaches pool {shift.name} (proved)"
        return
    said = []
    known = report.policy.pools.get(shift.name)
    if known is not None and known.peak is not None and shift.moved is not None:
        moved = f"{known.peak * shift.moved:g} of {known.peak:g} requests/s"
        said.append(f"at its peak {moved} move")
    if shift.route is not None and shift.route.place.file:
        route = shift.route
        by = f"'{route.text}' " if route.text else ""
        said.append(f"sent there by {by}({route.place})")
    if said:
        yield f"pool {shift.name}: {'; '.join(said)}"


def move_words(region: RegionChange) -> str:
    """``pool checkout -> pool web``."""
    return f"{end_words(region.old_end, region.old)} -> {end_words(region.new_end, region.new)}"


def end_words(end: End, outcome: Outcome | None) -> str:
    """Where a region's requests end, in a few words."""
    if end.kind == "pool":
        server = f", server {end.server}" if end.server else ""
        sent = ""
        if (end.path is not None or end.mark is not None) and outcome and outcome.end is not None:
            sent = f" as {outcome.end.target}"
        return f"pool {end.pool}{server}{sent}"
    if end.kind == "redirect":
        where = f" to {outcome.location}" if outcome is not None and outcome.location else ""
        return f"redirect {end.status}{where}"
    if end.kind == "respond":
        status = "" if end.status is None else f" {end.status}"
        return f"answered{status}" + (f" ({end.what})" if end.what else "")
    if end.kind == "reject":
        return "closed" if end.status is None else f"refused with {end.status}"
    if end.kind == "closed":
        return "nobody listens"
    return f"not known ({end.what})"


def told(region: RegionChange, new: bool) -> tuple[Place, str]:
    """The line that sends a region's requests where they end, and where it stands."""
    end = region.new_end if new else region.old_end
    context = None if region.region is None else region.region.first.context
    step = None if context is None else (context.new if new else context.old).told
    if step is None or (end.kind != "pool" and end.text):
        return end.place, end.text
    return step.place, step.text


def uncertain(shift: PoolShift) -> bool:
    """Whether the shares after the change depend on load or are not known."""
    return shift.new is not None and shift.new.exactness in (Exactness.LOAD, Exactness.UNKNOWN)


def risk(report: DiffReport) -> tuple[str, list[str]]:
    """``high``, ``medium``, ``low`` or ``none``, and why."""
    difference = report.difference
    high, medium = [], []
    if report.errors:
        high.append(f"{plural(report.errors, 'new error')} of `check`")
    limit = report.policy.max_share_moved
    for shift in shifted(difference):
        if shift.new is not None and not shift.new.serves:
            high.append(f"pool {shift.name} serves nothing any more")
        elif shift.moved is not None and shift.moved >= limit:
            medium.append(f"{percent(shift.moved)} of pool {shift.name} moves")
    if difference.verdict == "unknown" or not difference.complete:
        medium.append("not everything could be compared")
    lost = [r for r in difference.regions if r.old_end.kind == "pool" and r.new_end.kind != "pool"]
    if lost:
        medium.append(f"{plural(len(lost), 'group')} of requests reach no pool any more")
    if high:
        return "high", high + medium
    if medium or report.findings:
        return "medium", medium or [f"{plural(len(report.findings), 'new warning')} of `check`"]
    return ("none", []) if difference.verdict == "same" else ("low", [])
