"""The text of an address whose points on a consistent-hash ring are those of another text.

ngx_http_upstream_hash_module.c (ngx_http_upstream_update_chash): the points of a
server come from the CRC-32 of its host, a zero byte and its port, as its line has
them.  NGINX reads zeros before a number of an IPv4 address (ngx_inet_addr), as many
as there are, so the same address has countless texts; one of them has the CRC-32
that is wanted.  It is found from both ends, which meet in the middle.
"""

import re
import zlib
from functools import lru_cache

MOST_ZEROS = 500
"""Zeros tried before each of the four numbers: 62 billion texts for 4 billion values."""

_WIDTH = 0xFFFFFFFF
_PORT = re.compile(r"(.*):([0-9]*)", re.S)


def same_points(literal: str, address: str, port: int) -> str | None:
    """A text of ``address:port`` with the points of ``literal``; None when none was found."""
    wanted = base_of(literal)
    first, second, third, fourth = address.split(".")
    ending = b"\0" + str(port).encode()
    heads = _heads(first, second)
    for m, back in enumerate(_shrinking(_before(wanted, ending), fourth)):
        found, k = _met(heads, _before(_before(back, b"."), third.encode()))
        if found is not None:
            zeros = (*divmod(found, MOST_ZEROS), k, m)
            numbers = [
                "0" * count + number
                for count, number in zip(zeros, (first, second, third, fourth), strict=True)
            ]
            return f"{'.'.join(numbers)}:{port}"
    return None


def _met(heads: dict[int, int], state: int) -> tuple[int | None, int]:
    """What of ``heads`` becomes ``state`` with some zeros after it, and how many."""
    # Written out: this is where all the time goes.
    forward, backward, zero = _FORWARD, _BACKWARD, ord("0")
    register = state ^ _WIDTH
    for k in range(MOST_ZEROS):
        found = heads.get(register)
        if found is not None:
            return found, k
        index = backward[register >> 24]
        register = ((register ^ forward[index]) << 8 & _WIDTH) | (index ^ zero)
    return None, 0


@lru_cache(maxsize=1)
def _heads(first: str, second: str) -> dict[int, int]:
    """The state of the CRC-32 after the first two numbers and dots, by whole register.

    With how many zeros are before them, as one number.
    """
    heads = {}
    for i, state in enumerate(_growing(0, first)):
        for j, met in enumerate(_growing(zlib.crc32(b".", state), second)):
            heads[zlib.crc32(b".", met) ^ _WIDTH] = i * MOST_ZEROS + j
    return heads


def base_of(literal: str) -> int:
    """The CRC-32 that the points of a server are made from."""
    data = literal.encode("utf-8", "surrogateescape")
    if literal[:5].lower() == "unix:":
        return zlib.crc32(data[5:] + b"\0")
    match = _PORT.fullmatch(literal)
    if match is None:
        return zlib.crc32(data + b"\0")
    host, port = (part.encode("utf-8", "surrogateescape") for part in match.groups())
    return zlib.crc32(host + b"\0" + port)


def _growing(state: int, number: str) -> list[int]:
    """The CRC-32 after no zero, one zero, ... and the number."""
    digits = number.encode()
    found = []
    for _ in range(MOST_ZEROS):
        found.append(zlib.crc32(digits, state))
        state = zlib.crc32(b"0", state)
    return found


def _shrinking(state: int, number: str) -> list[int]:
    """The CRC-32 before the number with no zero, one zero, ... that ends in ``state``."""
    state = _before(state, number.encode())
    found = []
    for _ in range(MOST_ZEROS):
        found.append(state)
        state = _before(state, b"0")
    return found


def _table() -> tuple[list[int], list[int]]:
    """CRC-32 of single bytes, and which byte a result's highest byte belongs to."""
    forward, backward = [], [0] * 256
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = value >> 1 ^ (0xEDB88320 if value & 1 else 0)
        forward.append(value)
        backward[value >> 24] = byte
    return forward, backward


_FORWARD, _BACKWARD = _table()


def _before(state: int, data: bytes) -> int:
    """The CRC-32 that becomes ``state`` when ``data`` follows."""
    register = state ^ _WIDTH
    for byte in reversed(data):
        index = _BACKWARD[register >> 24]
        register = ((register ^ _FORWARD[index]) << 8 & _WIDTH) | (index ^ byte)
    return register ^ _WIDTH
