"""What happened between two looks at a live load balancer; resets are no negative traffic."""

from collections.abc import Sequence
from typing import Literal

from steelyard.core.record import field, record
from steelyard.dialects.runtime import Counters, PoolState, Snapshot

Between = Counters | Literal["reset"]
"""What was counted between two looks, or that the counters began anew in between."""


@record
class Difference:
    """What happened between two looks, ``seconds`` apart.

    ``reloaded``: another generation answers.  ``reset`` says in a sentence why counters
    began anew, "" when they did not; everything is ``reset`` then, and nothing must be
    concluded from this interval.  A server alone is ``reset`` when it was taken out and
    added anew.
    """

    seconds: float
    reloaded: bool = False
    reset: str = ""
    pools: dict[str, Between] = field(default_factory=dict)
    servers: dict[tuple[str, str], Between] = field(default_factory=dict)


def difference(before: Snapshot, after: Snapshot) -> Difference:
    """What was counted between two looks at one load balancer.

    Counters that were cleared and then grew beyond what they were are not seen as such:
    look often enough.  `ValueError` when ``after`` is the earlier one.
    """
    if after.at < before.at:
        raise ValueError("the second look is earlier than the first")
    found = Difference(after.at - before.at, before.generation != after.generation)
    shared = [name for name in after.pools if name in before.pools or not before.partial]
    found.reset = _reset(before, after, shared)
    for name in shared:
        pool, old = after.pools[name], before.pools.get(name) or PoolState(name, Counters())
        found.pools[name] = "reset" if found.reset else _between(old.total, pool.total)
        for server in pool.servers.values():
            then = old.servers.get(server.name)
            counted = _between(then.counters if then else Counters(), server.counters)
            found.servers[name, server.name] = "reset" if found.reset else counted
    return found


def _reset(before: Snapshot, after: Snapshot, shared: Sequence[str]) -> str:
    """Why all counters began anew, "" when they did not."""
    if before.epoch != after.epoch:
        return "The program was reloaded or restarted: its counters began anew."
    if None not in (before.uptime, after.uptime) and after.uptime < before.uptime:  # type: ignore[operator]
        return "The program runs for less time than before: it was restarted."
    for name in shared:
        old = before.pools.get(name)
        # A pool outlives its servers: it goes back only when somebody clears the counters.
        if old is not None and after.pools[name].total.since(old.total) is None:
            return f"The counters of pool {name} went back: somebody cleared them."
    return ""


def _between(before: Counters, after: Counters) -> Between:
    """What was counted in between."""
    counted = after.since(before)
    return "reset" if counted is None else counted
