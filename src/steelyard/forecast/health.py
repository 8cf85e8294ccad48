"""Which servers are taken to be alive: an argument of every forecast."""

from steelyard.core.record import field, frozen
from steelyard.model.pool import Pool, Server


@frozen
class Health:
    """Servers assumed to be down, as (pool, server) names; all others are up."""

    down: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    def is_up(self, pool: Pool, server: Server) -> bool:
        """Whether this server is assumed to answer."""
        return (pool.name, server.name) not in self.down

    def without(self, pool: str, server: str) -> "Health":
        """The same with one more server down."""
        return Health(self.down | {(pool, server)})


ALL_UP = Health()
"""Every server answers."""
