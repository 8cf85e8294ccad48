"""What is left when servers die: overload and cascades, exactly.

A server is overloaded when its share of the pool's peak exceeds its capacity.
A cascade removes the overloaded servers in rounds and asks again: the
survivors of one round carry the next.
"""

from collections.abc import Callable

from steelyard.core.record import field, record
from steelyard.forecast.balancing.forecast import forecast_pool
from steelyard.forecast.health import Health
from steelyard.forecast.result import PoolForecast
from steelyard.model.pool import Pool

Capacity = Callable[[str], float | None]
"""The rate in requests/s that a server of that name carries; None: not known."""


@record
class Load:
    """What one server would get, against what it carries, in requests/s."""

    server: str
    rate: float
    capacity: float

    @property
    def excess(self) -> float:
        """How many times its capacity it gets."""
        return self.rate / self.capacity


@record
class Cascade:
    """What follows the loss of ``lost``.

    ``rounds`` are the servers that fall in each further round, with their load.
    ``survivors`` are the servers that still stand at the end.
    """

    lost: tuple[str, ...]
    rounds: list[list[Load]] = field(default_factory=list)
    survivors: list[str] = field(default_factory=list)

    @property
    def total(self) -> bool:
        """Whether nothing is left."""
        return not self.survivors


def overloaded(promise: PoolForecast, peak: float, capacity: Capacity) -> list[Load]:
    """The servers that get more than they carry at ``peak``, worst first."""
    loads = []
    for entry in promise.servers:
        limit = capacity(entry.server.name)
        if limit is not None and entry.share is not None and entry.share * peak > limit:
            loads.append(Load(entry.server.name, entry.share * peak, limit))
    return sorted(loads, key=lambda load: -load.excess)


def cascade(
    pool: Pool, health: Health, lost: tuple[str, ...], peak: float, capacity: Capacity
) -> Cascade:
    """What happens when the servers ``lost`` die at ``peak``."""
    result = Cascade(lost)
    for name in lost:
        health = health.without(pool.name, name)
    while True:
        promise = forecast_pool(pool, health)
        falling = overloaded(promise, peak, capacity)
        if not falling:
            break
        result.rounds.append(falling)
        for load in falling:
            health = health.without(pool.name, load.server)
    result.survivors = [e.server.name for e in promise.servers if e.share is None or e.share > 0]
    return result


def busiest(promise: PoolForecast, count: int) -> tuple[str, ...]:
    """The ``count`` servers whose loss hurts most: those with the largest shares."""
    ranked = sorted(
        (entry for entry in promise.servers if entry.share), key=lambda entry: -(entry.share or 0)
    )
    return tuple(entry.server.name for entry in ranked[:count])
