"""NGINX's default: smooth weighted round robin.

``src/http/ngx_http_upstream_round_robin.c``.  Without ``zone`` each worker
process rotates by itself.
"""

from collections.abc import Sequence

from steelyard.core.exactness import Exactness
from steelyard.forecast.balancing.family import Run, Spread
from steelyard.forecast.balancing.peers import Peer, group, offer, shares_of
from steelyard.forecast.balancing.standing import one_state
from steelyard.forecast.health import Health
from steelyard.model.pool import Pool, Server

PER_WORKER = "each worker rotates by itself: short windows may differ from the weights"


def spread(pool: Pool, health: Health) -> Spread:
    """The weights, exactly, over each period of their sum."""
    shares = shares_of(pool, health)
    if one_state(pool):
        return Spread(Exactness.ORDER, shares)
    return Spread(Exactness.WINDOW, shares, [PER_WORKER])


def start(pool: Pool, health: Health) -> Run | None:
    """The rotation from its first request; None when workers rotate side by side."""
    return SmoothRotation(pool, health) if one_state(pool) else None


def place_keys(pool: Pool, health: Health, keys: Sequence[bytes]) -> None:
    """None: rotation knows no keys."""
    return None


class SmoothRotation:
    """The primary peers, then the backups, and how far each group's rotation is."""

    def __init__(self, pool: Pool, health: Health) -> None:
        """From a fresh start."""
        self._servers = pool.servers
        self.primary = group(pool, health, backup=False)
        self._backups = group(pool, health, backup=True)

    def pick(self, key: bytes | None) -> Server | None:
        """The server that answers the next request, after those that fail it."""
        return self.rotate([])

    def rotate(self, tried: list[Peer]) -> Server | None:
        """The same for a request that already failed at the peers ``tried``."""
        for peers in (self.primary, self._backups):
            while (peer := offer(peers, tried)) is not None:
                if peer.answers:
                    return self._servers[peer.index]
                peer.fail()
                tried.append(peer)
        return None
