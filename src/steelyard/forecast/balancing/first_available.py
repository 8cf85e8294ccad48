"""HAProxy ``balance first``: the lowest id that has room; weights do not count.

``src/lb_fas.c``.  A server without ``maxconn`` always has room.
"""

from collections.abc import Sequence

from steelyard.core.exactness import Exactness
from steelyard.forecast.balancing.family import Run, Spread
from steelyard.forecast.balancing.standing import Rotation, equal_shares, serving_indexes
from steelyard.forecast.health import Health
from steelyard.model.pool import Pool

ROOM = "the server with the lowest id has room: its connections stay below max-connections"


def spread(pool: Pool, health: Health) -> Spread:
    """Everything to the first; exact only when it cannot be full."""
    chosen = _first(pool, health)
    shares = equal_shares(pool, chosen)
    if any("max-connections" in pool.servers[index].limits for index in chosen):
        return Spread(Exactness.LOAD, shares, [ROOM])
    return Spread(Exactness.ORDER, shares)


def start(pool: Pool, health: Health) -> Run | None:
    """The first server, again and again."""
    return Rotation([pool.servers[index] for index in _first(pool, health)])


def place_keys(pool: Pool, health: Health, keys: Sequence[bytes]) -> None:
    """None: there are no keys."""
    return None


def _first(pool: Pool, health: Health) -> list[int]:
    """The one with the lowest id, as a list; empty when nothing serves."""
    chosen = serving_indexes(pool, health)
    return sorted(chosen, key=lambda index: pool.servers[index].id)[:1]
