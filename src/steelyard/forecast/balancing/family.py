"""What a family of balancing algorithms offers.

A module of this package has the functions of `Family`.  All are pure: the
state of a running balancer is an object that `start` makes.
"""

import importlib
from collections.abc import Sequence
from functools import cache
from typing import Protocol, cast

from steelyard.core.exactness import Exactness
from steelyard.core.record import field, record
from steelyard.forecast.health import Health
from steelyard.model.pool import Pool, Server


@record
class Spread:
    """The shares of a pool's servers.

    ``shares`` has one number in 0..1 per server of ``pool.servers``, in their
    order; they sum to 1, or are all 0 when nothing serves.  None where the
    share cannot be said.  ``assumptions`` are sentences that the numbers need.
    """

    exactness: Exactness
    shares: list[float | None]
    assumptions: list[str] = field(default_factory=list)


class Run(Protocol):
    """A balancer at work, from a fresh start, one request at a time."""

    def pick(self, key: bytes | None) -> Server | None:
        """The server of the next request.

        ``key`` is the hash key's bytes (for ``address`` keys: 4 or 16 bytes),
        None when the request has none or the algorithm uses none.  None when
        nothing serves.
        """


class Family(Protocol):
    """The functions of a module of this package."""

    def spread(self, pool: Pool, health: Health) -> Spread:
        """The shares in the long run, with their exactness."""

    def start(self, pool: Pool, health: Health) -> Run | None:
        """A fresh balancer, None when the choice is not predictable one by one."""

    def place_keys(
        self, pool: Pool, health: Health, keys: Sequence[bytes]
    ) -> Sequence[int | None] | None:
        """For hash families: the index in ``pool.servers`` of each key's server.

        numpy inside when keys are many.  None for families without keys.
        """


@cache
def family(algorithm: str) -> Family:
    """The module that knows ``algorithm``; `KeyError` when there is none."""
    name = algorithm.replace("-", "_")
    try:
        module = importlib.import_module(f"steelyard.forecast.balancing.{name}")
    except ModuleNotFoundError:
        raise KeyError(algorithm) from None
    return cast(Family, module)


def serving(pool: Pool, health: Health) -> list[Server]:
    """The servers that take new requests: ready, up, weight above 0.

    Active ones; when there is none the first such backup, or all with
    ``pool.all_backups``.
    """
    usable = [
        server
        for server in pool.servers
        if server.admin == "ready" and server.applied_weight > 0 and health.is_up(pool, server)
    ]
    active = [server for server in usable if not server.backup]
    if active:
        return active
    return usable if pool.all_backups else usable[:1]
