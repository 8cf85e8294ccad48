"""HAProxy ``balance leastconn``: the server with the fewest connections per weight.

``src/lb_fwlc.c``.  An idle server's key is 0 whatever its weight, so that idle
servers simply take turns; before 3.2 in order (option ``ties``: ``queue``),
since then at random (``random``).
"""

from collections.abc import Sequence

from steelyard.core.exactness import Exactness
from steelyard.forecast.balancing.family import Run, Spread
from steelyard.forecast.balancing.standing import Rotation, equal_shares, serving_indexes
from steelyard.forecast.health import Health
from steelyard.model.pool import Pool

IDLE = "hardly any request is in flight: idle servers take turns and weights do not count"


def spread(pool: Pool, health: Health) -> Spread:
    """Equal shares, as when idle; latency and concurrency decide otherwise."""
    return Spread(Exactness.LOAD, equal_shares(pool, serving_indexes(pool, health)), [IDLE])


def start(pool: Pool, health: Health) -> Run | None:
    """The turns of idle servers; None where equals are drawn at random."""
    chosen = serving_indexes(pool, health)
    if pool.balance.options.get("ties") == "random" and len(chosen) > 1:
        return None
    return Rotation([pool.servers[index] for index in chosen])


def place_keys(pool: Pool, health: Health, keys: Sequence[bytes]) -> None:
    """None: there are no keys."""
    return None
