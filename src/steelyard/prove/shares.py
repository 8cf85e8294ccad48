"""How many requests a pool is asked, and which, so that its shares can be held against counts."""

from collections.abc import Callable, Sequence
from copy import copy
from itertools import islice
from math import ceil, gcd

from steelyard.core.exactness import Exactness
from steelyard.core.record import field, record
from steelyard.forecast.balancing.forecast import forecast_pool
from steelyard.forecast.health import ALL_UP
from steelyard.forecast.result import PoolForecast
from steelyard.model.gateway import Bind
from steelyard.model.pool import Pool
from steelyard.prove.question import Question
from steelyard.prove.vary import varied

MOST = 1_500
"""Requests that one pool is asked at most."""

ALTERNATING = 4
"""Witnesses of a pool that its requests are made from, in turn."""


@record
class PoolPlan:
    """The requests to one pool, in order; ``promise`` is what the Forecast says.

    ``routed`` are the witnesses of the routes that lead here, asked first.
    """

    pool: Pool
    promise: PoolForecast
    questions: list[Question] = field(default_factory=list)
    routed: int = 0


def pool_plan(
    pool: Pool, witnesses: Sequence[Question], anywhere: Callable[[Bind], bool] = lambda _: True
) -> PoolPlan:
    """What a pool is asked; ``witnesses`` are the routes' questions that reach it.

    ``anywhere`` as in `steelyard.prove.plan.make_plan`.
    """
    promise = forecast_pool(pool, ALL_UP)
    plan = PoolPlan(pool, promise, list(witnesses), len(witnesses))
    bases = [one for one in witnesses if one.sure][:ALTERNATING] or list(witnesses[:1])
    if not bases:
        return plan
    more = wanted(_unbound(promise)) - len(witnesses)
    ways = [varied(base, pool, anywhere(base.door.bind)) for base in bases]
    for number, way in enumerate(ways):
        share = max(0, more + len(ways) - 1 - number) // len(ways)
        plan.questions += islice(way, share)
    return plan


def _unbound(promise: PoolForecast) -> PoolForecast:
    """The promise to clients that nothing binds to a server yet."""
    if not promise.pool.persistence:
        return promise
    free = copy(promise.pool)
    free.persistence = []
    return forecast_pool(free, ALL_UP)


def wanted(promise: PoolForecast) -> int:
    """How many requests show the shares of a pool at its class of exactness.

    Rotations: two whole periods, or enough for the smallest weight; keys: a dozen
    for each server; chance: a hundred for each server, so that a share that is ten
    points off shows (see `steelyard.prove.counts`).
    """
    serving = [entry for entry in promise.servers if entry.share is None or entry.share > 0]
    count = len(serving)
    if count < 2:
        return 3
    shares = [entry.share for entry in serving if entry.share]
    rarest = ceil(1.2 / min(shares)) if shares else 0
    weights = [max(1, entry.server.applied_weight) for entry in serving]
    period = sum(weights) // gcd(*weights)
    copies = promise.pool.copies or 4
    needed = {
        Exactness.ORDER: min(max(12, 3 * count, 2 * period), max(400, rarest)),
        Exactness.KEY: min(max(24, 12 * count), 400),
        Exactness.WINDOW: min(max(60, 4 * copies * period), 800),
        Exactness.EXPECTATION: max(400, 100 * count),
        Exactness.LOAD: min(max(24, 8 * count), 400),
        Exactness.UNKNOWN: min(max(8, 2 * count), 40),
    }[promise.exactness]
    return min(needed, MOST)
