"""NGINX's view of a pool: peers, one per address, in a primary and a backup group.

``src/http/ngx_http_upstream_round_robin.c``.  A server that stands for several
addresses is as many peers.  ``down`` peers stay in the list and in the total
weight.  Peers of `Health.down` are tried, fail, and are then left alone
(``fail_timeout`` is taken to outlast the forecast).
"""

from collections.abc import Sequence

from steelyard.core.record import record
from steelyard.forecast.health import Health
from steelyard.model.pool import Pool, Server


@record
class Peer:
    """One address.

    ``index`` is its server's in ``pool.servers``; ``ready`` False for ``down``;
    ``answers`` False when it is assumed dead.
    """

    index: int
    weight: int
    ready: bool
    answers: bool
    most_fails: int
    effective: int
    current: int = 0
    fails: int = 0

    @property
    def serves(self) -> bool:
        """Whether requests end here."""
        return self.ready and self.answers

    @property
    def eligible(self) -> bool:
        """Whether it is offered requests now."""
        return self.ready and not (self.most_fails and self.fails >= self.most_fails)

    def fail(self) -> None:
        """An attempt failed: it loses weight, and after ``most_fails`` its turn."""
        self.fails += 1
        if self.most_fails:
            self.effective = max(0, self.effective - self.weight // self.most_fails)


def group(pool: Pool, health: Health, *, backup: bool) -> list[Peer]:
    """The peers of the primary group, or of the backups, in the order of the file."""
    peers = []
    for index, server in enumerate(pool.servers):
        if server.backup != backup or server.applied_weight <= 0:
            continue
        for _ in range(server.addresses or 1):
            peers.append(
                Peer(
                    index=index,
                    weight=server.applied_weight,
                    ready=server.admin == "ready",
                    answers=health.is_up(pool, server),
                    most_fails=_most_fails(server),
                    effective=server.applied_weight,
                )
            )
    return peers


def offer(peers: Sequence[Peer], tried: Sequence[Peer] = ()) -> Peer | None:
    """The next peer by smooth weighted rotation; None when none is eligible.

    Everybody gains its weight, the first with the most is taken and pays the
    sum: ``ngx_http_upstream_get_peer``.
    """
    best: Peer | None = None
    total = 0
    for peer in peers:
        if not peer.eligible or any(peer is other for other in tried):
            continue
        peer.current += peer.effective
        total += peer.effective
        if peer.effective < peer.weight:
            peer.effective += 1
        if best is None or peer.current > best.current:
            best = peer
    if best is not None:
        best.current -= total
    return best


def shares_of(pool: Pool, health: Health) -> list[float | None]:
    """Shares by weight among the serving peers of the first group that has any."""
    servers = pool.servers
    chosen = _serving(pool, health)
    weights = [servers[index].applied_weight * (servers[index].addresses or 1) for index in chosen]
    total = sum(weights)
    shares: list[float | None] = [0.0] * len(servers)
    for index, weight in zip(chosen, weights, strict=True):
        shares[index] = weight / total
    return shares


def _serving(pool: Pool, health: Health) -> list[int]:
    """The servers that requests end at: the primary ones, all backups when there is none."""
    found = [
        index
        for index, server in enumerate(pool.servers)
        if server.admin == "ready" and server.applied_weight > 0
    ]
    if health.down:
        found = [index for index in found if health.is_up(pool, pool.servers[index])]
    return [index for index in found if not pool.servers[index].backup] or found


def _most_fails(server: Server) -> int:
    """``max_fails``: 1 unless written, 0 for never giving up."""
    setting = server.passive.get("max-fails")
    return int(setting.value) if setting is not None else 1
