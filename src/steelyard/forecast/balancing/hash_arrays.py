"""The hash functions of `steelyard.forecast.balancing.hashes` for many keys at once.

Every function takes the keys and gives an array of unsigned 32-bit numbers,
equal to what the function of the same name gives key by key.
"""

import zlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from steelyard.forecast.balancing import hashes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Hashes = NDArray[np.uint32]

CELLS = 1 << 22
"""Bytes of keys that are laid out at once; bounds the memory of long keys."""


def sdbm(keys: Sequence[bytes]) -> "Hashes":
    """``h = c + (h << 6) + (h << 16) - h``."""
    return _in_parts(keys, lambda part: _linear(part, 0, 65599))


def djb2(keys: Sequence[bytes]) -> "Hashes":
    """``h = 33 h + c`` from 5381."""
    return _in_parts(keys, lambda part: _linear(part, 5381, 33))


def wt6(keys: Sequence[bytes]) -> "Hashes":
    """Two rotating halves."""
    return _in_parts(keys, _wt6)


def murmur2(keys: Sequence[bytes]) -> "Hashes":
    """32-bit MurmurHash2 with seed 0."""
    return _in_parts(keys, _murmur2)


def crc32(keys: Sequence[bytes]) -> "Hashes":
    """The usual CRC-32."""
    import numpy as np

    return np.fromiter(map(zlib.crc32, keys), np.uint32, len(keys))


def none(keys: Sequence[bytes]) -> "Hashes":
    """The keys read as decimal numbers."""
    import numpy as np

    return np.fromiter(map(hashes.none, keys), np.uint32, len(keys))


def folded_address(keys: Sequence[bytes]) -> "Hashes":
    """The exclusive or of the addresses' 32-bit words."""
    import numpy as np

    return np.fromiter(map(hashes.folded_address, keys), np.uint32, len(keys))


def avalanche(value: "Hashes") -> "Hashes":
    """HAProxy's ``full_hash`` of every number."""
    import numpy as np

    shift = [np.uint32(count) for count in (12, 19, 5, 9, 3, 16)]
    value = value + np.uint32(0x7ED55D16) + (value << shift[0])
    value = value ^ np.uint32(0xC761C23C) ^ (value >> shift[1])
    value = value + np.uint32(0x165667B1) + (value << shift[2])
    value = (value + np.uint32(0xD3A2646C)) ^ (value << shift[3])
    value = value + np.uint32(0xFD7046C5) + (value << shift[4])
    value = value ^ np.uint32(0xB55A4F09) ^ (value >> shift[5])
    return value * np.uint32(3221225473)


def _in_parts(keys: Sequence[bytes], function: "Callable[[Sequence[bytes]], Hashes]") -> "Hashes":
    """``function`` over parts of ``keys`` whose layout stays below `CELLS` bytes."""
    import numpy as np

    if not keys:
        return np.empty(0, np.uint32)
    step = max(1, CELLS // (max(map(len, keys)) + 8))
    parts = [function(keys[start : start + step]) for start in range(0, len(keys), step)]
    return np.concatenate(parts)


def _laid_out(keys: Sequence[bytes], width: int) -> "tuple[NDArray[np.uint8], NDArray[np.int64]]":
    """The keys as columns, filled up with zeros to ``width``, and their lengths."""
    import numpy as np

    text = b"".join(key.ljust(width, b"\0") for key in keys)
    rows = np.frombuffer(text, np.uint8).reshape(len(keys), width)
    lengths = np.fromiter(map(len, keys), np.int64, len(keys))
    return np.ascontiguousarray(rows.T), lengths


def _linear(keys: Sequence[bytes], start: int, factor: int) -> "Hashes":
    """``h = factor h + c`` from ``start``."""
    import numpy as np

    columns, lengths = _laid_out(keys, max(map(len, keys)))
    value = np.full(len(keys), start, np.uint32)
    for position, column in enumerate(columns):
        value = np.where(lengths > position, value * np.uint32(factor) + column, value)
    return value


def _wt6(keys: Sequence[bytes]) -> "Hashes":
    import numpy as np

    columns, lengths = _laid_out(keys, max(map(len, keys)))
    low = np.full(len(keys), 0xA53C965A, np.uint32)
    high = np.full(len(keys), 0x5CA6953A, np.uint32)
    first = np.full(len(keys), 6, np.uint32)
    second = np.full(len(keys), 18, np.uint32)
    for position, column in enumerate(columns):
        active = lengths > position
        new_low = _rotated(~(high + column), first)
        new_high = _rotated(~(low ^ column), second)
        low = np.where(active, new_low, low)
        high = np.where(active, new_high, high)
        mixed = ((low >> np.uint32(16)) ^ high) & np.uint32(0xFFFF)
        first = np.where(active, mixed & np.uint32(31), first)
        second = np.where(active, mixed >> np.uint32(11), second)
    return low ^ high


def _rotated(value: "Hashes", by: "Hashes") -> "Hashes":
    """Every value rotated left by 0..31 bits."""
    import numpy as np

    back = (np.uint32(32) - by) & np.uint32(31)
    return (value << by) | (value >> back)


def _murmur2(keys: Sequence[bytes]) -> "Hashes":
    import numpy as np

    factor = np.uint32(0x5BD1E995)
    width = max(map(len, keys)) // 4 * 4 + 4
    columns, lengths = _laid_out(keys, width)
    words = np.ascontiguousarray(columns.T).view("<u4").T
    blocks = lengths // 4
    value = lengths.astype(np.uint32)
    for position, word in enumerate(words):
        part = word * factor
        part = (part ^ (part >> np.uint32(24))) * factor
        value = np.where(blocks > position, (value * factor) ^ part, value)
    tail = words[blocks, np.arange(len(keys))]  # zeros fill it up
    value = np.where(lengths % 4 > 0, (value ^ tail) * factor, value)
    value = (value ^ (value >> np.uint32(13))) * factor
    return value ^ (value >> np.uint32(15))


FUNCTIONS: "dict[str, Callable[[Sequence[bytes]], Hashes]]" = {
    "sdbm": sdbm,
    "djb2": djb2,
    "crc32": crc32,
    "wt6": wt6,
    "none": none,
}
"""The functions that option ``function`` of a HAProxy hash may name."""
