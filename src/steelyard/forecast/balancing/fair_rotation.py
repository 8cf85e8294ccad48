"""HAProxy ``balance roundrobin``: weighted rotation in two alternating trees.

``src/lb_fwrr.c``.  Weights count in sixteenths.  Each group (actives, backups)
has three trees ordered by a 32-bit key, first in first out among equals:
``init`` holds who has not been served in this period, ``next`` who waits for
the next one, ``current`` who will be served again in this one.  Servers of
`Health.down` fall after the start and before the first request.
"""

import heapq
from collections.abc import Sequence
from functools import lru_cache

from steelyard.core.exactness import Exactness
from steelyard.core.place import NOWHERE
from steelyard.forecast.balancing.family import Run, Spread
from steelyard.forecast.balancing.hashes import MASK
from steelyard.forecast.balancing.standing import (
    PER_GROUP,
    SCALE,
    Rotation,
    one_state,
    serving_indexes,
    weight_shares,
)
from steelyard.forecast.health import Health
from steelyard.model.pool import Pool, Server

FULL_WEIGHT = 256 * SCALE
"""The largest scaled weight (SRV_EWGHT_MAX)."""

MOST_WEIGHT = 100
"""Beyond this sum of weights a cycle's shares are the weights to 0.1 %."""


def spread(pool: Pool, health: Health) -> Spread:
    """The weights, to a pick per period; `exact_shares` has the rest."""
    shares = weight_shares(pool, serving_indexes(pool, health))
    if one_state(pool):
        return Spread(Exactness.ORDER, shares)
    return Spread(Exactness.WINDOW, shares, [PER_GROUP])


def exact_shares(pool: Pool, health: Health) -> list[float | None] | None:
    """The shares of a whole cycle, by running it; None when the weights are as good.

    Positions are whole numbers, so that a period may give a server one pick too
    few or too many: weights 2, 3, 3 give 24.4 %, 37.8 %, 37.8 %.
    """
    chosen = serving_indexes(pool, health)
    servers = [pool.servers[index] for index in chosen]
    weights = tuple(server.applied_weight for server in servers)
    if sum(weights) > MOST_WEIGHT or len(set(weights)) < 2:
        return None
    shares: list[float | None] = [0.0] * len(pool.servers)
    for index, share in zip(chosen, _cycle(weights), strict=True):
        shares[index] = share
    return shares


def start(pool: Pool, health: Health) -> Run | None:
    """The rotation from its first request; None when several rotate side by side."""
    if not one_state(pool):
        return None
    chosen = serving_indexes(pool, health)
    backup = bool(chosen) and pool.servers[chosen[0]].backup
    if not chosen or (backup and not pool.all_backups):
        return Rotation([pool.servers[index] for index in chosen])
    members = [
        server
        for server in pool.servers
        if server.admin == "ready" and server.applied_weight > 0 and server.backup == backup
    ]
    return FairRotation(members, [server for server in members if health.is_up(pool, server)])


def place_keys(pool: Pool, health: Health, keys: Sequence[bytes]) -> None:
    """None: rotation knows no keys."""
    return None


class FairRotation:
    """One group of servers and its trees."""

    def __init__(self, members: Sequence[Server], present: Sequence[Server]) -> None:
        """``members`` were there at the start; those not ``present`` fell at once."""
        self._servers = present
        self._weights = [server.applied_weight * SCALE for server in present]
        total = SCALE * sum(server.applied_weight for server in members)
        self._weight = total
        self._position = total
        self._next_weight = sum(self._weights)
        self._positions = [0] * len(present)
        self._remainders = [0] * len(present)
        self._inserted = 0
        self._init: list[tuple[int, int, int]] = []
        self._current: list[tuple[int, int, int]] = []
        self._next: list[tuple[int, int, int]] = []
        for index in range(len(present)):
            self._push(self._init, FULL_WEIGHT - self._weights[index], index)

    def pick(self, key: bytes | None) -> Server | None:
        """The next server of the rotation."""
        index = self._take()
        if index is None:
            self._init, self._next = self._next, self._init
            self._weight = self._position = self._next_weight
            index = self._take()
        if index is None:
            return None
        self._advance(index)
        self._position += 1
        self._requeue(index)
        return self._servers[index]

    def waiting(self) -> tuple[int, ...] | None:
        """The order in which the next period begins, None within a period.

        Nothing else is left over from one period to the next.
        """
        if self._init or self._current:
            return None
        return tuple(index for _, _, index in sorted(self._next))

    def _take(self) -> int | None:
        """The first that is due in ``current``, else of ``init``, else of ``current``."""
        if self._current and self._positions[self._current[0][2]] <= self._position:
            return heapq.heappop(self._current)[2]
        if self._init:
            index = heapq.heappop(self._init)[2]
            self._positions[index] = self._remainders[index] = 0
            return index
        return heapq.heappop(self._current)[2] if self._current else None

    def _advance(self, index: int) -> None:
        """Compute where the server's next turn is."""
        weight = self._weights[index]
        start = self._positions[index] or self._position
        step, rest = divmod(self._next_weight, weight)
        self._remainders[index] += rest
        if self._remainders[index] >= weight:
            self._remainders[index] -= weight
            step += 1
        self._positions[index] = start + step

    def _requeue(self, index: int) -> None:
        """Put the server where its next turn is: this period or the next."""
        position = self._positions[index]
        weight = self._weights[index]
        if position >= 2 * self._weight or position >= self._weight + self._next_weight:
            self._positions[index] = position - self._weight
            self._push(self._next, FULL_WEIGHT - weight, index)
            return
        fraction = (FULL_WEIGHT + self._remainders[index] - weight) // SCALE
        self._push(self._current, 256 * position + fraction, index)

    def _push(self, tree: list[tuple[int, int, int]], key: int, index: int) -> None:
        self._inserted += 1
        heapq.heappush(tree, (key & MASK, self._inserted, index))


@lru_cache(maxsize=1024)
def _cycle(weights: tuple[int, ...]) -> tuple[float, ...]:
    """Each weight's share of the picks from one start of a period to its like."""
    servers = [Server("", "", None, NOWHERE, applied_weight=weight) for weight in weights]
    positions = {id(server): position for position, server in enumerate(servers)}
    run = FairRotation(servers, servers)
    counts = [0] * len(weights)
    seen: dict[tuple[int, ...], list[int]] = {}
    while True:
        server = run.pick(None)
        counts[positions[id(server)]] += 1
        order = run.waiting()
        if order is None:
            continue
        if order in seen:
            picked = [now - then for now, then in zip(counts, seen[order], strict=True)]
            return tuple(count / sum(picked) for count in picked)
        seen[order] = counts.copy()
