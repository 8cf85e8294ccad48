"""The Forecast object that every later step holds against something."""

from steelyard.core.exactness import Exactness
from steelyard.core.record import field, record
from steelyard.forecast.health import Health
from steelyard.model.gateway import Gateway
from steelyard.model.pool import Pool, Server


@record
class ServerShare:
    """What one server gets of its pool's requests; None: cannot be said."""

    server: Server
    share: float | None


@record
class PoolForecast:
    """The promise about one pool, under the given health."""

    pool: Pool
    exactness: Exactness
    servers: list[ServerShare]
    assumptions: list[str] = field(default_factory=list)
    _by_name: dict[str, float | None] | None = field(default=None, compare=False)

    def share_of(self, name: str) -> float | None:
        """The share of the first server of that name; 0.0 when the pool has none such."""
        if self._by_name is None:
            self._by_name = {e.server.name: e.share for e in reversed(self.servers)}
        return self._by_name.get(name, 0.0)

    @property
    def serves(self) -> bool:
        """Whether any server gets anything (or may)."""
        return any(entry.share is None or entry.share > 0 for entry in self.servers)


@record
class Forecast:
    """What a gateway promises: per pool the shares.

    ``reached`` maps each listener's name to the pools that some request may
    reach through it, in the order of first mention; ``unreached`` are the
    pools that no listener leads to.
    """

    gateway: Gateway
    health: Health
    pools: dict[str, PoolForecast]
    reached: dict[str, list[str]] = field(default_factory=dict)
    unreached: list[str] = field(default_factory=list)
