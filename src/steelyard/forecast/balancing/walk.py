"""What NGINX's walking hashes share: a number walks down the list of weights.

``ip_hash`` and ``hash`` draw a number, take it modulo the total weight and
walk.  A peer that is out makes them draw again, 21 draws in all; after those
the request rotates as without a key.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from steelyard.core.exactness import Exactness
from steelyard.forecast.balancing.family import Spread
from steelyard.forecast.balancing.peers import Peer, group, shares_of
from steelyard.forecast.balancing.smooth_rotation import SmoothRotation
from steelyard.forecast.balancing.standing import EVEN_KEYS
from steelyard.forecast.health import Health
from steelyard.model.pool import Pool, Server

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DRAWS = 21
"""Draws before the request rotates."""

AGAIN = "keys of servers that are out spread over the others by weight; they come near that"
COARSE = "the total weight exceeds the {values} values of the hash: later servers are cut off"


class WalkRun:
    """A walking hash at work."""

    def __init__(
        self, pool: Pool, health: Health, draws: "Callable[[bytes], Callable[[], int]]"
    ) -> None:
        """``draws`` makes what gives one key's numbers, try by try."""
        self._servers = pool.servers
        self._rotation = SmoothRotation(pool, health)
        self._peers = self._rotation.primary
        self._edges = list(accumulate(peer.weight for peer in self._peers))
        self._draws = draws

    def pick(self, key: bytes | None) -> Server | None:
        """The server that the key's numbers lead to."""
        # A lone peer is taken without a look at the key, and an empty key rotates.
        tried: list[Peer] = []
        misses = DRAWS if not key or len(self._peers) < 2 else 0
        draw = self._draws(key or b"")
        while misses < DRAWS:
            peer = self._peers[bisect_right(self._edges, draw() % self._edges[-1])]
            if not peer.eligible or any(peer is other for other in tried):
                misses += 1
            elif peer.answers:
                return self._servers[peer.index]
            else:
                peer.fail()
                tried.append(peer)
        return self._rotation.rotate(tried)


def place(
    pool: Pool, health: Health, count: int, draw: "Callable[[NDArray[np.int64]], NDArray[np.int64]]"
) -> list[int | None]:
    """The server index of ``count`` keys, None for those that rotate.

    ``draw`` is called once per try with the positions of the keys still
    without a server, and gives their numbers.
    """
    import numpy as np

    peers = group(pool, health, backup=False)
    if len(peers) < 2:
        alone = peers[0].index if peers and peers[0].serves else None
        return [alone] * count
    edges = np.cumsum([peer.weight for peer in peers])
    owners = np.array([peer.index if peer.serves else -1 for peer in peers])
    placed = np.full(count, -1, np.int64)
    waiting = np.arange(count)
    for _ in range(DRAWS):
        if not len(waiting):
            break
        found = owners[np.searchsorted(edges, draw(waiting) % edges[-1], side="right")]
        placed[waiting] = found
        waiting = waiting[found < 0]
    return [None if index < 0 else index for index in placed.tolist()]


def spread_of(pool: Pool, health: Health, values: int, *, coarse_again: bool) -> Spread:
    """Shares when the first number is uniform over ``values`` numbers.

    ``coarse_again``: later draws have the same range; otherwise they are
    spread over all weights.
    """
    shares = shares_of(pool, health)
    serving = tuple(share != 0 for share in shares)
    weights = tuple(server.applied_weight * (server.addresses or 1) for server in pool.servers)
    assumptions = [EVEN_KEYS]
    if sum(weights) > values:
        assumptions.append(COARSE.format(values=values))
    if not all(serving):
        assumptions.append(AGAIN)
    if sum(serving) > 1:
        shares = list(_shares(weights, serving, values, coarse_again))
    return Spread(Exactness.KEY, shares, assumptions)


@lru_cache(maxsize=1024)
def _shares(
    weights: tuple[int, ...], serving: tuple[bool, ...], values: int, coarse_again: bool
) -> tuple[float, ...]:
    """How much of the first and the later draws ends at each server."""
    first = _modulo_shares(weights, values)
    out = sum(share for share, here in zip(first, serving, strict=True) if not here)
    total = sum(weight for weight, here in zip(weights, serving, strict=True) if here)
    factor, rest = 1.0, out
    if coarse_again and out < 1:
        factor, rest = (1 - out**DRAWS) / (1 - out), out**DRAWS
    return tuple(
        share * factor + rest * weight / total if here else 0.0
        for share, weight, here in zip(first, weights, serving, strict=True)
    )


def _modulo_shares(weights: Sequence[int], values: int) -> list[float]:
    """How many of ``values`` numbers, modulo the total, lead to each weight, as a share."""
    rounds, rest = divmod(values, sum(weights))
    shares = []
    low = 0
    for weight in weights:
        high = low + weight
        shares.append((rounds * weight + max(0, min(high, rest) - low)) / values)
        low = high
    return shares
