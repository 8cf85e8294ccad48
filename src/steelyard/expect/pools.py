"""Expectations on pools: reachable, well shared out, their part of the traffic."""

from steelyard.compare.reach import reach
from steelyard.expect.goals import RIGHT
from steelyard.expect.result import Judged, Result
from steelyard.expect.search import Against, Wrong, search
from steelyard.expect.space import Space
from steelyard.forecast.balancing.forecast import forecast_pool
from steelyard.forecast.health import ALL_UP, Health
from steelyard.forecast.result import PoolForecast
from steelyard.forecast.routing.outcome import Outcome
from steelyard.forecast.routing.space.ends import End
from steelyard.forecast.workload.classify import Traffic
from steelyard.lint.expectations import EveryPool, Expectation, OfTraffic, Shares
from steelyard.lint.words import listed, share_text
from steelyard.model.conditions import ALWAYS, Condition
from steelyard.model.gateway import Gateway

ROUNDING = 1e-9
"""Shares within this of a limit keep it."""


def missing_pools(gateway: Gateway, names: tuple[str, ...]) -> str:
    """What is wrong with the names of pools, "" when there are all."""
    gone = [name for name in names if name not in gateway.pools]
    if not gone:
        return ""
    known = listed(list(gateway.pools), 8) or "none"
    return f"there is no pool {' or '.join(gone)}; there are: {known}"


def every_pool(space: Space, expectation: Expectation, statement: EveryPool) -> Judged:
    """Whether some request reaches each pool."""
    gateway = space.gateway
    why = missing_pools(gateway, statement.spared)
    if why:
        return Judged(expectation, Result.FAILS, why)
    meant = [name for name in gateway.pools if name not in statement.spared]
    reached = reach(gateway, meant)
    unknown = [name for name in meant if name not in reached.found and name not in reached.never]
    never: list[str] = []
    for name in meant:
        if name in reached.never:
            # A way that is not understood may lead there after all.
            doubts = search(space, space.entrances(), (), *to_pool(name)).doubts
            (unknown if doubts else never).append(name)
    if never:
        named = f"pool {never[0]}" if len(never) == 1 else f"any of the pools {listed(never, 20)}"
        return Judged(expectation, Result.FAILS, f"no request reaches {named} (proved)")
    if unknown:
        why = f"no request was found for {listed(unknown, 20)}, nor the proof that there is none"
        return Judged(expectation, Result.UNKNOWN, why)
    return Judged(expectation, Result.HOLDS)


def to_pool(name: str) -> tuple[Wrong, Against]:
    """What counts as reaching a pool, of ends and of outcomes."""

    def wrong(end: End) -> Condition:
        if end.kind == "unknown" or (end.kind == "pool" and end.pool == name):
            return ALWAYS
        return RIGHT

    def against(outcome: Outcome) -> bool | None:
        if outcome.kind == "unknown":
            return None
        return outcome.kind == "pool" and outcome.pool == name

    return wrong, against


def shares(gateway: Gateway, expectation: Expectation, statement: Shares) -> Judged:
    """Whether a pool's requests are shared out as they should be."""
    pool = gateway.pools[statement.pool]
    healths = [ALL_UP]
    if statement.down:
        for name, server in statement.down:
            members = gateway.pools[name].servers if name in gateway.pools else []
            if not any(one.name == server for one in members):
                why = f"down: there is no server {name}/{server}"
                return Judged(expectation, Result.FAILS, why)
        healths.append(Health(frozenset(statement.down)))
    unknown = ""
    for health in healths:
        promise = forecast_pool(pool, health)
        when = (
            f" with {listed([f'{p}/{s}' for p, s in statement.down])} down" if health.down else ""
        )
        result, why = _shared(promise, statement)
        if result is Result.FAILS:
            return Judged(expectation, result, f"{why}{when}")
        if result is Result.UNKNOWN:
            unknown = unknown or f"{why}{when}"
    result = Result.UNKNOWN if unknown else Result.HOLDS
    return Judged(expectation, result, unknown)


def _shared(promise: PoolForecast, statement: Shares) -> tuple[Result, str]:
    known = {e.server.name: e.share for e in promise.servers if e.share is not None}
    unknown = [e.server.name for e in promise.servers if e.share is None]
    some = [name for name, share in known.items() if share > 0]
    most = statement.max_share
    if most is not None:
        name = max(known, key=lambda one: known[one], default="")
        if name and known[name] > most + ROUNDING:
            return Result.FAILS, f"server {name} takes {share_text(known[name])}"
    if statement.min_servers is not None and len(some) + len(unknown) < statement.min_servers:
        takers = f": {listed(some)}" if some else ""
        return Result.FAILS, f"{len(some) + len(unknown)} take requests{takers}"
    if unknown:
        rest = "; ".join(promise.assumptions[:2]) or promise.exactness.value
        return Result.UNKNOWN, f"the shares of {listed(unknown)} cannot be said ({rest})"
    return Result.HOLDS, ""


def of_traffic(expectation: Expectation, statement: OfTraffic, traffic: Traffic | None) -> Judged:
    """Whether a pool gets its part of the requests of a log."""
    if traffic is None:
        return Judged(expectation, Result.SKIPPED, "needs --log ACCESS_LOG")
    total = traffic.total
    beyond = traffic.workload.beyond
    if not total:
        return Judged(expectation, Result.UNKNOWN, "the log holds no request")
    doubtful = beyond + sum(n for end, n in traffic.ends.items() if end.startswith("unknown"))
    number = traffic.pools[statement.pool]
    low, high = number / (total + beyond), (number + doubtful) / (total + beyond)
    said = f"{number} of the log's {total} requests go there ({share_text(number / total)})"
    if statement.most is not None and low > statement.most + ROUNDING:
        return Judged(expectation, Result.FAILS, said)
    if statement.least is not None and high < statement.least - ROUNDING:
        return Judged(expectation, Result.FAILS, said)
    too_high = statement.most is not None and high > statement.most + ROUNDING
    too_low = statement.least is not None and low < statement.least - ROUNDING
    if too_high or too_low:
        why = f"{said}; where {doubtful} more go is not known"
        return Judged(expectation, Result.UNKNOWN, why)
    return Judged(expectation, Result.HOLDS, said)
