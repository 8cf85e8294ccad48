"""NGINX ``ip_hash``: the client's network decides.

``src/http/modules/ngx_http_upstream_ip_hash_module.c``.  The first three bytes
of an IPv4 address, or all 16 of an IPv6 address, are folded into a number
below 6271; a further try folds them once more.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from steelyard.forecast.balancing import walk
from steelyard.forecast.balancing.family import Run, Spread
from steelyard.forecast.health import Health
from steelyard.model.pool import Pool

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

VALUES = 6271
NETWORKS = "clients come from many networks; those of one /24 network (IPv4) go together"


def spread(pool: Pool, health: Health) -> Spread:
    """The share of the 6271 numbers that lead to each server."""
    found = walk.spread_of(pool, health, VALUES, coarse_again=True)
    found.assumptions.append(NETWORKS)
    return found


def start(pool: Pool, health: Health) -> Run | None:
    """The hash at work."""
    return walk.WalkRun(pool, health, _draws)


def place_keys(pool: Pool, health: Health, keys: Sequence[bytes]) -> list[int | None]:
    """The server of each address (4 or 16 bytes)."""
    import numpy as np

    state = np.full(len(keys), 89, np.int64)
    long = np.fromiter((len(key) > 4 for key in keys), np.bool_, len(keys))
    text = b"".join(_significant(key).ljust(16, b"\0") for key in keys)
    rows = np.frombuffer(text, np.uint8).reshape(len(keys), 16).astype(np.int64)

    def draw(waiting: "NDArray[np.int64]") -> "NDArray[np.int64]":
        value = state[waiting]
        for position in range(16):
            active = long[waiting] | (position < 3)
            value = np.where(active, (value * 113 + rows[waiting, position]) % VALUES, value)
        state[waiting] = value
        return value

    return walk.place(pool, health, len(keys), draw)


def _draws(key: bytes) -> Callable[[], int]:
    """The numbers of one address, try by try."""
    value = 89
    address = _significant(key)

    def draw() -> int:
        nonlocal value
        for byte in address:
            value = (value * 113 + byte) % VALUES
        return value

    return draw


def _significant(key: bytes) -> bytes:
    """The bytes that count."""
    return key[:3] if len(key) == 4 else key[:16]
