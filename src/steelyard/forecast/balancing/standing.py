"""Who takes part: what every HAProxy family asks before it chooses.

``src/backend.c``: ``recount_servers``, ``update_backend_weight``.
"""

from collections.abc import Sequence

from steelyard.forecast.health import Health
from steelyard.model.pool import Pool, Server

SCALE = 16
"""HAProxy's dynamic algorithms count a weight in sixteenths (BE_WEIGHT_SCALE)."""

EVEN_KEYS = "keys are many and spread evenly over the hash"
PER_GROUP = "each thread group rotates by itself; its share of the requests is not known"
NEAR_WEIGHTS = "shares are the weights; the ring's arcs differ from them by some per cent"


def serving_indexes(pool: Pool, health: Health) -> list[int]:
    """`family.serving` as indexes in ``pool.servers``."""
    servers = pool.servers
    usable = usable_indexes(pool, health)
    active = [index for index in usable if not servers[index].backup]
    if active:
        return active
    return usable if pool.all_backups else usable[:1]


def usable_indexes(pool: Pool, health: Health) -> list[int]:
    """The servers that are ready, up and have a weight, backups included."""
    found = [
        index
        for index, server in enumerate(pool.servers)
        if server.applied_weight > 0 and server.admin == "ready"
    ]
    if health.down:
        found = [index for index in found if health.is_up(pool, pool.servers[index])]
    return found


def weight_shares(pool: Pool, chosen: Sequence[int]) -> list[float | None]:
    """Shares in proportion to the weights of the chosen servers, 0 for the others."""
    servers = pool.servers
    total = sum(servers[index].applied_weight for index in chosen)
    shares: list[float | None] = [0.0] * len(servers)
    for index in chosen:
        shares[index] = servers[index].applied_weight / total
    return shares


def equal_shares(pool: Pool, chosen: Sequence[int]) -> list[float | None]:
    """The same share for each chosen server, 0 for the others."""
    shares: list[float | None] = [0.0] * len(pool.servers)
    for index in chosen:
        shares[index] = 1 / len(chosen)
    return shares


def one_state(pool: Pool) -> bool:
    """Whether one balancer sees every request, so that their order says where they go."""
    return pool.copies == 1 or pool.state == "process"


class Rotation:
    """A run that offers the servers in turn, for ever."""

    def __init__(self, servers: Sequence[Server]) -> None:
        """``servers`` in the order of their turns; none means that nothing serves."""
        self._servers = servers
        self._next = 0

    def pick(self, key: bytes | None) -> Server | None:
        """The server whose turn it is."""
        if not self._servers:
            return None
        server = self._servers[self._next]
        self._next = (self._next + 1) % len(self._servers)
        return server
