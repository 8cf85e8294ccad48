"""The whole comparison of two revisions of a gateway."""

from collections.abc import Iterator

from steelyard.compare.difference import Difference, Mix, PoolShift, RegionChange
from steelyard.compare.pools import pool_shifts
from steelyard.compare.reach import reach
from steelyard.compare.rest import rest
from steelyard.compare.routes import Routes
from steelyard.compare.settings import setting_changes
from steelyard.forecast.result import Forecast
from steelyard.forecast.routing.outcome import Outcome
from steelyard.forecast.routing.request import Request
from steelyard.forecast.routing.walk import lead
from steelyard.forecast.workload.classify import classify
from steelyard.forecast.workload.counts import Workload


def compare(old: Forecast, new: Forecast, workload: Workload | None = None) -> Difference:
    """What changes for traffic when ``new`` takes the place of ``old``."""
    difference = Difference()
    routes = Routes(old.gateway, new.gateway)
    routes.into(difference)
    difference.pools = pool_shifts(old, new, difference.twins)
    if not routes.strangers:
        sides = (old.gateway, new.gateway, difference.twins)
        difference.other = list(setting_changes(*sides))
        told = {change.what for change in difference.other}
        told |= {f"pool {shift.name}" for shift in difference.pools}
        difference.other += rest(*sides, told)
    _name_requests(difference, new)
    if workload is not None:
        _weigh(difference, old, new, workload)
    return difference


def _name_requests(difference: Difference, new: Forecast) -> None:
    """Finds for each pool that changed a request that it gets, and which get none any more."""
    shifts = {shift.name: shift for shift in difference.pools if shift.new is not None}
    now = {old: name for name, old in difference.twins.items()}
    left = [
        now[change.old_end.pool]
        for change in difference.regions
        if change.witness is not None and change.old_end.pool in now
    ]
    if not shifts and not left:
        return
    reached = reach(new.gateway, {*shifts, *left})
    for name, shift in shifts.items():
        if name in reached.found:
            shift.witness, shift.route = reached.found[name]
        shift.unreached = name in reached.never
    difference.emptied = [name for name in dict.fromkeys(left) if name in reached.never]


def _weigh(difference: Difference, old: Forecast, new: Forecast, workload: Workload) -> None:
    """Counts the requests of a log by region, and what every pool and server gets."""
    total = moved = 0
    regions = [change for change in difference.regions if change.region is not None]
    for change in regions:
        change.requests = 0
    for request, number in workload.requests:
        total += number
        before, after = lead(old.gateway, request), lead(new.gateway, request)
        if _essence(before, {}) == _essence(after, difference.twins):
            continue
        moved += number
        for change in regions:
            if _holds(change, request, before, after):
                change.requests = (change.requests or 0) + number
                break
    for change in regions:
        change.weight = (change.requests or 0) / total if total else None
    difference.mix = Mix(
        total,
        moved,
        workload.beyond,
        workload.unread,
        classify(old.gateway, workload),
        classify(new.gateway, workload),
    )


def _essence(outcome: Outcome, twins: dict[str, str]) -> tuple[object, ...]:
    """What makes two outcomes the same for a client."""
    pool = twins.get(outcome.pool, outcome.pool)
    return (outcome.kind, pool, outcome.server, outcome.status, outcome.location)


def _holds(change: RegionChange, request: Request, before: Outcome, after: Outcome) -> bool:
    """Whether a request, which ends so before and after, lies in a region."""
    for stated, outcome in ((change.old, before), (change.new, after)):
        if stated is not None and (stated.kind, stated.pool) != (outcome.kind, outcome.pool):
            return False
    if change.region is None or change.door is None:
        return False
    return change.region.holds(change.door.state(request)) is True


def shifted(difference: Difference) -> Iterator[PoolShift]:
    """The pools of both revisions whose shares moved, the largest move first."""
    known = [shift for shift in difference.pools if shift.old is not None and shift.new is not None]
    yield from sorted(known, key=lambda shift: -(shift.moved or 0.0))
