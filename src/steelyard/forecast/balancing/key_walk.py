"""NGINX ``hash KEY``: 15 bits of a CRC decide.

``src/http/modules/ngx_http_upstream_hash_module.c``.  A further try adds 15
bits of the CRC of the try's number and the key.
"""

import zlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from steelyard.forecast.balancing import walk
from steelyard.forecast.balancing.family import Run, Spread
from steelyard.forecast.health import Health
from steelyard.model.pool import Pool

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

VALUES = 1 << 15


def spread(pool: Pool, health: Health) -> Spread:
    """The share of the 32,768 numbers that lead to each server."""
    return walk.spread_of(pool, health, VALUES, coarse_again=False)


def start(pool: Pool, health: Health) -> Run | None:
    """The hash at work."""
    return walk.WalkRun(pool, health, _draws)


def place_keys(pool: Pool, health: Health, keys: Sequence[bytes]) -> list[int | None]:
    """The server of each key; None for empty keys, which rotate."""
    import numpy as np

    total = np.zeros(len(keys), np.int64)
    tries = 0

    def draw(waiting: "NDArray[np.int64]") -> "NDArray[np.int64]":
        nonlocal tries
        prefix = zlib.crc32(str(tries).encode()) if tries else 0
        found = (zlib.crc32(keys[index], prefix) >> 16 & 0x7FFF for index in waiting.tolist())
        total[waiting] += np.fromiter(found, np.int64, len(waiting))
        tries += 1
        return total[waiting]

    placed = walk.place(pool, health, len(keys), draw)
    if len(pool.servers) < 2:
        return placed
    return [index if key else None for index, key in zip(placed, keys, strict=True)]


def _draws(key: bytes) -> Callable[[], int]:
    """The numbers of one key, try by try."""
    total = 0
    tries = 0

    def draw() -> int:
        nonlocal total, tries
        prefix = str(tries).encode() if tries else b""
        total += zlib.crc32(prefix + key) >> 16 & 0x7FFF
        tries += 1
        return total

    return draw
