"""HAProxy ``balance static-rr`` and map-based hashes: a table with one slot per weight unit.

``src/lb_map.c``.  Weights are divided by their greatest common divisor, backups
and stopped servers included.  A quirk of that source: when only the first
backup should serve, the table has that backup's number of slots, but all
usable backups compete for them, and since one server is counted, HAProxy takes
slot 0 without a look at the key (``src/backend.c``; ``url_param`` alone looks).
Without a key the slots take turns.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import gcd

from steelyard.core.exactness import Exactness
from steelyard.forecast.balancing.family import Run, Spread
from steelyard.forecast.balancing.key_hash import hash_of, hashes_of
from steelyard.forecast.balancing.standing import (
    EVEN_KEYS,
    PER_GROUP,
    one_state,
    serving_indexes,
    usable_indexes,
    weight_shares,
)
from steelyard.forecast.health import Health
from steelyard.model.pool import Pool, Server
from steelyard.model.values import Apply, Field


def spread(pool: Pool, health: Health) -> Spread:
    """The share of slots, which is the share of the weights."""
    if _compete(pool, health):
        shares = _shares_of_slots(pool, health)
    else:
        shares = weight_shares(pool, serving_indexes(pool, health))
    if pool.balance.key is not None:
        return Spread(Exactness.KEY, shares, [EVEN_KEYS])
    if one_state(pool):
        return Spread(Exactness.ORDER, shares)
    return Spread(Exactness.WINDOW, shares, [PER_GROUP])


def start(pool: Pool, health: Health) -> Run | None:
    """The table at work; None when several rotate side by side."""
    if pool.balance.key is None and not one_state(pool):
        return None
    return SlotRun(pool, health)


def place_keys(pool: Pool, health: Health, keys: Sequence[bytes]) -> list[int | None] | None:
    """The server of each key; None without a hash."""
    if pool.balance.key is None:
        return None
    slots = table(pool, health)
    if not slots:
        return [None] * len(keys)
    if len(serving_indexes(pool, health)) == 1 and not _always_hashes(pool):
        return [slots[0]] * len(keys)
    import numpy as np

    placed: list[int | None] = np.array(slots)[hashes_of(pool, keys) % len(slots)].tolist()
    return placed


class SlotRun:
    """The table, and where the turns of requests without a key stand."""

    def __init__(self, pool: Pool, health: Health) -> None:
        """From a fresh start."""
        self._pool = pool
        self._slots = table(pool, health)
        self._alone = len(serving_indexes(pool, health)) == 1 and not _always_hashes(pool)
        self._turn = 0

    def pick(self, key: bytes | None) -> Server | None:
        """The server of the key's slot, or of the next slot in turn."""
        if not self._slots:
            return None
        if self._pool.balance.key is not None and self._alone:
            slot = 0
        elif self._pool.balance.key is None or key is None:
            slot = self._turn
            self._turn = (slot + 1) % len(self._slots)
        else:
            slot = hash_of(self._pool, key) % len(self._slots)
        return self._pool.servers[self._slots[slot]]


def table(pool: Pool, health: Health) -> tuple[int, ...]:
    """The index of each slot's server; () when nothing serves."""
    chosen = serving_indexes(pool, health)
    if not chosen:
        return ()
    servers = pool.servers
    divisor = gcd(*(server.applied_weight for server in servers if server.applied_weight > 0))
    slots = sum(servers[index].applied_weight for index in chosen) // divisor
    competing = chosen
    if _compete(pool, health):
        competing = usable_indexes(pool, health)
    weights = tuple(servers[index].applied_weight // divisor for index in competing)
    return tuple(competing[position] for position in _filled(weights, slots))


def _compete(pool: Pool, health: Health) -> bool:
    """Whether backups compete for the slots of the first one alone."""
    chosen = serving_indexes(pool, health)
    if len(chosen) != 1 or pool.all_backups or not pool.servers[chosen[0]].backup:
        return False
    return len(usable_indexes(pool, health)) > 1


def _always_hashes(pool: Pool) -> bool:
    """Whether the key is a query argument, which is hashed even for one server."""
    key = pool.balance.key
    value = None if key is None else key.value
    while isinstance(value, Apply):
        value = value.value
    return isinstance(value, Field) and value.name == "parameter"


def _shares_of_slots(pool: Pool, health: Health) -> list[float | None]:
    """Shares by counting; with a key usually only slot 0 counts."""
    slots = table(pool, health)
    if pool.balance.key is not None and not _always_hashes(pool):
        slots = slots[:1]
    return [slots.count(index) / len(slots) for index in range(len(pool.servers))]


@lru_cache(maxsize=256)
def _filled(weights: tuple[int, ...], slots: int) -> tuple[int, ...]:
    """Which weight each slot goes to: the furthest behind first, the earlier among equals."""
    if slots == 1:
        return (0,)
    scores = [0] * len(weights)
    filled = []
    for _ in range(slots):
        best, most = -1, 0
        for position, weight in enumerate(weights):
            scores[position] += weight
            value = (scores[position] + slots) // slots
            if best < 0 or value > most:
                best, most = position, value
        filled.append(best)
        scores[best] -= slots
    return tuple(filled)
