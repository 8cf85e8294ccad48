"""NGINX ``hash KEY consistent``: a ketama ring of server texts.

``src/http/modules/ngx_http_upstream_hash_module.c``.  A server of weight w has
160 w points, a chain of CRCs over its host, port and the point before; the
first point at or after the key's CRC decides.  Points belong to the literal
text of a ``server`` line: lines and addresses with the same text share its
points and take turns.  A point whose servers are all out passes the key on to
the next one, 20 times; after those the request rotates.
"""

import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from steelyard.core.exactness import Exactness
from steelyard.forecast.balancing.family import Run, Spread
from steelyard.forecast.balancing.peers import Peer, offer
from steelyard.forecast.balancing.smooth_rotation import SmoothRotation
from steelyard.forecast.balancing.standing import EVEN_KEYS, NEAR_WEIGHTS
from steelyard.forecast.health import Health
from steelyard.model.pool import Pool, Server

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

POINTS = 160
"""Points of the ring per unit of weight."""

STEPS = 21
"""Points looked at before the request rotates."""

MOST_POINTS = 1_000_000
"""Larger rings are not laid out: NGINX itself needs seconds and gigabytes for them."""

Members = tuple[tuple[str, int, bool], ...]
"""Per text of the ring: the text, its largest weight, whether anybody there serves."""


class Ring(NamedTuple):
    """Points in order, and the texts by position.

    ``owners`` has the text of each point, ``decides`` the first from there on
    where somebody serves, -1 for none.
    """

    points: "NDArray[np.uint32]"
    owners: "NDArray[np.int64]"
    decides: "NDArray[np.int64]"


def spread(pool: Pool, health: Health) -> Spread:
    """The weights, which the arcs come near; `exact_shares` has the arcs."""
    members = _members(pool, health)
    total = sum(weight for _, weight, serves in members if serves)
    owned = [weight / total if serves else 0.0 for _, weight, serves in members]
    assumptions = [EVEN_KEYS] if len(members) < 2 else [EVEN_KEYS, NEAR_WEIGHTS]
    return Spread(Exactness.KEY, _divided(pool, health, members, owned), assumptions)


def exact_shares(pool: Pool, health: Health) -> list[float | None] | None:
    """The exact share of all hash values that each server owns; None: the ring is too large."""
    members = _members(pool, health)
    if _too_large(members):
        return None
    return _divided(pool, health, members, _owned(members))


def start(pool: Pool, health: Health) -> Run | None:
    """The ring at work; None: it is too large."""
    return None if _too_large(_members(pool, health)) else RingRun(pool, health)


def place_keys(pool: Pool, health: Health, keys: Sequence[bytes]) -> list[int | None] | None:
    """The server of each key, None for those that rotate.

    Where several servers share one text, the first that serves.  None:
    the ring is too large.
    """
    import numpy as np

    members = _members(pool, health)
    if _too_large(members):
        return None
    firsts = []
    for text, _, _ in members:
        sharing = [
            index
            for index, server in enumerate(pool.servers)
            if _text(server) == text and _serves(pool, health, server)
        ]
        firsts.append(sharing[0] if sharing else None)
    if len(pool.servers) < 2:
        return [firsts[0] if firsts else None] * len(keys)
    ring = _ring(members)
    values = np.fromiter(map(zlib.crc32, keys), np.uint32, len(keys))
    owners = ring.decides[np.searchsorted(ring.points, values) % len(ring.points)].tolist()
    return [
        None if owner < 0 or not key else firsts[owner]
        for owner, key in zip(owners, keys, strict=True)
    ]


class RingRun:
    """The ring at work, and the turns of servers with the same text."""

    def __init__(self, pool: Pool, health: Health) -> None:
        """From a fresh start."""
        self._servers = pool.servers
        self._rotation = SmoothRotation(pool, health)
        self._alone = len(self._rotation.primary) < 2
        members = _members(pool, health)
        self._ring = None if self._alone else _ring(members)
        self._sharing: list[list[Peer]] = [
            [peer for peer in self._rotation.primary if _text(self._servers[peer.index]) == text]
            for text, _, _ in members
        ]

    def pick(self, key: bytes | None) -> Server | None:
        """The server that the key's point belongs to, or the next that answers."""
        if not key or self._ring is None:
            return self._rotation.pick(None)
        import numpy as np

        place = int(np.searchsorted(self._ring.points, np.uint32(zlib.crc32(key))))
        tried: list[Peer] = []
        passed = 0
        while passed < STEPS:
            owner = self._ring.owners[(place + passed) % len(self._ring.owners)]
            peer = offer(self._sharing[owner], tried)
            if peer is None:
                passed += 1
            elif peer.answers:
                return self._servers[peer.index]
            else:
                peer.fail()
                tried.append(peer)
        return self._rotation.rotate(tried)


def _members(pool: Pool, health: Health) -> Members:
    """The texts of the ring in the order of the file."""
    found: dict[str, tuple[int, bool]] = {}
    for server in pool.servers:
        if server.backup:
            continue
        text = _text(server)
        weight, serves = found.get(text, (0, False))
        serves = serves or _serves(pool, health, server)
        found[text] = max(weight, server.applied_weight), serves
    return tuple((text, weight, serves) for text, (weight, serves) in found.items())


def _too_large(members: Members) -> bool:
    """Whether the ring has more than `MOST_POINTS`."""
    return sum(weight for _, weight, _ in members) * POINTS > MOST_POINTS


def _text(server: Server) -> str:
    """What the configuration says after ``server``."""
    if server.literal:
        return server.literal
    return server.address if server.port is None else f"{server.address}:{server.port}"


def _serves(pool: Pool, health: Health, server: Server) -> bool:
    if server.admin != "ready" or server.backup:
        return False
    return not health.down or health.is_up(pool, server)


def _divided(
    pool: Pool, health: Health, members: Members, owned: Sequence[float]
) -> list[float | None]:
    """Each text's share, divided by weight among the servers that have it."""
    by_text = {text: share for (text, _, _), share in zip(members, owned, strict=True)}
    texts = [_text(server) for server in pool.servers]
    weights = [
        server.applied_weight * (server.addresses or 1) if _serves(pool, health, server) else 0
        for server in pool.servers
    ]
    totals = dict.fromkeys(texts, 0)
    for text, weight in zip(texts, weights, strict=True):
        totals[text] += weight
    return [
        by_text[text] * weight / totals[text] if weight else 0.0
        for text, weight in zip(texts, weights, strict=True)
    ]


def _points(text: str, weight: int) -> list[int]:
    """The chain of CRCs of one server text: ``ngx_http_upstream_update_chash``."""
    if text[:5].lower() == "unix:":
        host, port = text[5:], ""
    else:
        host, colon, port = text.rpartition(":")
        if not colon or not all("0" <= digit <= "9" for digit in port):
            host, port = text, ""
    base = zlib.crc32(host.encode("utf-8", "surrogateescape") + b"\0" + port.encode())
    points = []
    point = 0
    for _ in range(weight * POINTS):
        point = zlib.crc32(point.to_bytes(4, "little"), base)
        points.append(point)
    return points


@lru_cache(maxsize=64)
def _ring(members: Members) -> Ring:
    """All points in order; each with the first text from there on that serves."""
    import numpy as np

    chains = [_points(text, weight) for text, weight, _ in members]
    points = np.concatenate([np.array(chain, np.uint32) for chain in chains])
    owners = np.repeat(np.arange(len(chains)), [len(chain) for chain in chains])
    points, firsts = np.unique(points, return_index=True)
    owners = owners[firsts]
    serving = np.array([serves for _, _, serves in members])
    decided = np.full(len(points), -1, np.int64)
    for step in range(STEPS):
        candidates = np.roll(owners, -step)
        decided = np.where((decided < 0) & serving[candidates], candidates, decided)
    return Ring(points, owners, decided)


@lru_cache(maxsize=256)
def _owned(members: Members) -> tuple[float, ...]:
    """The share of all 32-bit values before each text's points; rotation takes the rest."""
    import numpy as np

    ring = _ring(members)
    gaps = (ring.points - np.roll(ring.points, 1)).astype(np.float64)
    decided = ring.decides >= 0
    owned = np.bincount(ring.decides[decided], gaps[decided], len(members)) / float(1 << 32)
    total = sum(weight for _, weight, serves in members if serves)
    rest = 1 - owned.sum() if total else 0.0
    return tuple(
        float(share + rest * weight / total) if serves else 0.0
        for share, (_, weight, serves) in zip(owned, members, strict=True)
    )
