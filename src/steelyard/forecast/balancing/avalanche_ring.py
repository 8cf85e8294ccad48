"""HAProxy consistent hashes: the node of a ring that is nearest to the key.

``src/lb_chash.c``.  A server of weight w and id i has 16 w nodes, number j at
``F(4096 i + j)``, or ``F(F(i) + j)`` with option ``node-keys`` = ``double``
(3.0 to the repair of that change); F is the avalanche.  With option
``load-factor`` a busy server's keys move on to the next node.  Requests
without a key walk the ring node by node.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from steelyard.core.exactness import Exactness
from steelyard.forecast.balancing import hash_arrays
from steelyard.forecast.balancing.family import Run, Spread
from steelyard.forecast.balancing.key_hash import hash_of, hashes_of
from steelyard.forecast.balancing.standing import (
    EVEN_KEYS,
    NEAR_WEIGHTS,
    SCALE,
    Rotation,
    serving_indexes,
    weight_shares,
)
from steelyard.forecast.health import Health
from steelyard.model.pool import Pool, Server

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NOT_BUSY = "no server exceeds its bounded load: hardly any request is in flight"
MOST_NODES = 4_000_000
"""Larger rings are not laid out for `exact_shares`."""


class Ring(NamedTuple):
    """Nodes in the order of their keys, and which server each belongs to."""

    keys: "NDArray[np.uint32]"
    owners: "NDArray[np.int64]"


def spread(pool: Pool, health: Health) -> Spread:
    """The weights, which the arcs come near; `exact_shares` has the arcs."""
    chosen = serving_indexes(pool, health)
    shares = weight_shares(pool, chosen)
    assumptions = [EVEN_KEYS]
    if len(chosen) > 1:
        assumptions.append(NEAR_WEIGHTS)
    if pool.balance.options.get("load-factor"):
        return Spread(Exactness.LOAD, shares, [*assumptions, NOT_BUSY])
    return Spread(Exactness.KEY, shares, assumptions)


def exact_shares(pool: Pool, health: Health) -> list[float | None] | None:
    """The exact share of all hash values that each server owns; None: the ring is too large."""
    chosen = serving_indexes(pool, health)
    if len(chosen) < 2:
        return weight_shares(pool, chosen)
    if _too_large(pool, chosen):
        return None
    owned = _owned(*_shape(pool, chosen))
    shares: list[float | None] = [0.0] * len(pool.servers)
    for index, share in zip(chosen, owned, strict=True):
        shares[index] = share
    return shares


def start(pool: Pool, health: Health) -> Run | None:
    """The ring at work, without load; None: it is too large."""
    chosen = serving_indexes(pool, health)
    if len(chosen) < 2:
        return Rotation([pool.servers[index] for index in chosen])
    if _too_large(pool, chosen):
        return None
    return RingRun(pool, chosen)


def place_keys(pool: Pool, health: Health, keys: Sequence[bytes]) -> list[int | None] | None:
    """The server of each key, without load; None: the ring is too large."""
    import numpy as np

    chosen = serving_indexes(pool, health)
    if _too_large(pool, chosen):
        return None
    if len(chosen) < 2:
        return [chosen[0] if chosen else None] * len(keys)
    owners = _nearest(_ring(*_shape(pool, chosen)), hashes_of(pool, keys))
    placed: list[int | None] = np.array(chosen)[owners].tolist()
    return placed


class RingRun:
    """The ring, and where the walk of requests without a key stands."""

    def __init__(self, pool: Pool, chosen: Sequence[int]) -> None:
        """``chosen`` are the indexes of at least two serving servers."""
        self._pool = pool
        self._servers = [pool.servers[index] for index in chosen]
        self._ring = _ring(*_shape(pool, chosen))
        self._turn = 0

    def pick(self, key: bytes | None) -> Server | None:
        """The owner of the nearest node, or of the next node in turn."""
        if key is None:
            owner = self._ring.owners[self._turn]
            self._turn = (self._turn + 1) % len(self._ring.owners)
            return self._servers[int(owner)]
        import numpy as np

        value = np.array([hash_of(self._pool, key)], np.uint32)
        return self._servers[int(_nearest(self._ring, value)[0])]


def _too_large(pool: Pool, chosen: Sequence[int]) -> bool:
    """Whether the ring has more than `MOST_NODES`."""
    return sum(pool.servers[index].applied_weight for index in chosen) * SCALE > MOST_NODES


def _shape(pool: Pool, chosen: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...], bool]:
    """What the ring depends on: ids, weights, and how node keys are made."""
    servers = [pool.servers[index] for index in chosen]
    doubled = pool.balance.options.get("node-keys") == "double"
    ids = tuple(server.id for server in servers)
    return ids, tuple(server.applied_weight for server in servers), doubled


@lru_cache(maxsize=64)
def _ring(ids: tuple[int, ...], weights: tuple[int, ...], doubled: bool) -> Ring:
    """The ring of servers with these ids and weights; owners are positions in ``ids``."""
    import numpy as np

    counts = np.array(weights) * SCALE
    owners = np.repeat(np.arange(len(ids)), counts)
    numbers = np.concatenate([np.arange(count) for count in counts]).astype(np.uint32)
    starts = np.array(ids, np.int64)
    if doubled:
        base = hash_arrays.avalanche(starts.astype(np.uint32))
    else:
        base = (starts * (256 * SCALE)).astype(np.uint32)
    keys = hash_arrays.avalanche(base[owners] + numbers)
    order = np.argsort(keys, kind="stable")
    return Ring(keys[order], owners[order])


def _nearest(ring: Ring, values: "NDArray[np.uint32]") -> "NDArray[np.int64]":
    """The owner of the node nearest to each value; the node before wins a tie."""
    import numpy as np

    after = np.searchsorted(ring.keys, values)
    after[after == len(ring.keys)] = 0
    before = after - 1  # -1 is the last node
    past = values - ring.keys[before]
    ahead = ring.keys[after] - values
    owners: NDArray[np.int64] = ring.owners[np.where(past <= ahead, before, after)]
    return owners


@lru_cache(maxsize=256)
def _owned(ids: tuple[int, ...], weights: tuple[int, ...], doubled: bool) -> tuple[float, ...]:
    """The share of all 32-bit values nearest to each server's nodes."""
    import numpy as np

    ring = _ring(ids, weights, doubled)
    gaps = (ring.keys - np.roll(ring.keys, 1)).astype(np.int64)
    lower = gaps // 2
    owned = np.bincount(ring.owners, gaps - lower, len(ids))
    owned += np.bincount(np.roll(ring.owners, 1), lower, len(ids))
    return tuple((owned / float(1 << 32)).tolist())
