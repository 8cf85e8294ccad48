"""Hash functions of the load balancers, one key at a time.

HAProxy: ``src/hash.c`` (sdbm, djb2, crc32, wt6), ``include/haproxy/intops.h``
(the 32-bit avalanche), ``src/tools.c`` (``read_int64``, for function ``none``).
NGINX: ``src/core/ngx_murmurhash.c``.  All numbers are unsigned 32-bit.
`steelyard.forecast.balancing.hash_arrays` has the same for many keys at once.
"""

import re
import zlib
from collections.abc import Callable

MASK = 0xFFFFFFFF
"""The largest 32-bit number."""

_INTEGER = re.compile(rb"([-+]?)(\d*)")


def sdbm(key: bytes) -> int:
    """HAProxy's default: ``h = c + (h << 6) + (h << 16) - h``."""
    value = 0
    for byte in key:
        value = (byte + value * 65599) & MASK
    return value


def djb2(key: bytes) -> int:
    """``h = 33 h + c`` from 5381."""
    value = 5381
    for byte in key:
        value = (value * 33 + byte) & MASK
    return value


def crc32(key: bytes) -> int:
    """The usual CRC-32 (polynomial edb88320, reflected)."""
    return zlib.crc32(key)


def wt6(key: bytes) -> int:
    """Two rotating halves, rotated by amounts that the key decides."""
    low, high = 0xA53C965A, 0x5CA6953A
    first, second = 6, 18
    for byte in key:
        low = ~(low ^ byte) & MASK
        high = ~(high + byte) & MASK
        low, high = _rotated(high, first), _rotated(low, second)
        mixed = ((low >> 16) ^ high) & 0xFFFF
        first, second = mixed & 31, mixed >> 11
    return low ^ high


def none(key: bytes) -> int:
    """The key is itself a decimal number, read as 64 bits with sign and cut to 32."""
    match = _INTEGER.match(key)
    assert match is not None
    digits = match[2][:25]
    number = min(int(digits or b"0"), (1 << 64) - 1)
    if match[1] == b"-":
        return 0 if number > 1 << 63 else -number & MASK
    return min(number, (1 << 63) - 1) & MASK


def avalanche(value: int) -> int:
    """HAProxy's ``full_hash``: every bit of the value reaches every bit of the result."""
    value = (value + 0x7ED55D16 + (value << 12)) & MASK
    value = value ^ 0xC761C23C ^ (value >> 19)
    value = (value + 0x165667B1 + (value << 5)) & MASK
    value = ((value + 0xD3A2646C) ^ (value << 9)) & MASK
    value = (value + 0xFD7046C5 + (value << 3)) & MASK
    value = value ^ 0xB55A4F09 ^ (value >> 16)
    return (value * 3221225473) & MASK


def murmur2(key: bytes) -> int:
    """32-bit MurmurHash2 with seed 0, as ``split_clients`` uses it."""
    factor = 0x5BD1E995
    value = len(key) & MASK
    whole = len(key) & ~3
    for start in range(0, whole, 4):
        part = int.from_bytes(key[start : start + 4], "little") * factor & MASK
        part = (part ^ (part >> 24)) * factor & MASK
        value = (value * factor & MASK) ^ part
    if whole < len(key):
        value = (value ^ int.from_bytes(key[whole:], "little")) * factor & MASK
    value = (value ^ (value >> 13)) * factor & MASK
    return value ^ (value >> 15)


def folded_address(key: bytes) -> int:
    """The exclusive or of the address's 32-bit words, as ``balance source`` hashes it."""
    value = 0
    for start in range(0, len(key) & ~3, 4):
        value ^= int.from_bytes(key[start : start + 4], "big")
    return value


def _rotated(value: int, by: int) -> int:
    """``value`` rotated left by 0..31 bits."""
    return ((value << by) | (value >> (32 - by))) & MASK


FUNCTIONS: dict[str, Callable[[bytes], int]] = {
    "sdbm": sdbm,
    "djb2": djb2,
    "crc32": crc32,
    "wt6": wt6,
    "none": none,
}
"""The functions that option ``function`` of a HAProxy hash may name."""
