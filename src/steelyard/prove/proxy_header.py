"""The PROXY protocol: who really connected, told ahead of everything else."""

import ipaddress
import socket

from steelyard.core.record import frozen

SIGNATURE = b"\r\n\r\n\x00\r\nQUIT\n"
"""How version 2 begins."""

LONGEST_LINE = 107
"""Bytes of a header of version 1, by the specification."""

_INET, _INET6 = 1, 2


@frozen
class Told:
    """What a header says: the client's address ("" when it names none), and its own length."""

    source: str
    length: int


def proxy_line(source: str, source_port: int, address: str, port: int) -> bytes:
    """The header of version 1 for a connection from ``source`` to ``address``.

    One with addresses of both families is told as IPv6, as a kernel would.
    """
    one, two = ipaddress.ip_address(source), ipaddress.ip_address(address)
    if one.version == two.version:
        return f"PROXY TCP{one.version} {one} {two} {source_port} {port}\r\n".encode()
    ends = [end if end.version == 6 else f"::ffff:{end}" for end in (one, two)]
    family = {4: "TCP4", 6: "TCP6"}[max(one.version, two.version)]
    return f"PROXY {family} {ends[0]} {ends[1]} {source_port} {port}\r\n".encode()


def begins(data: bytes | bytearray) -> bool:
    """Whether a PROXY header begins here, as far as can be seen."""
    return SIGNATURE.startswith(data[:12]) or b"PROXY ".startswith(data[:6])


def read_proxy(data: bytes | bytearray) -> Told | None:
    """The header at the beginning; None when more bytes are needed, length 0 when it is broken."""
    if data[:1] == b"P":
        return _read_line(data)
    if len(data) < 16:
        return None
    length = 16 + int.from_bytes(data[14:16], "big")
    if len(data) < length:
        return None
    source, family = "", data[13] >> 4
    if data[12] & 15 == 1 and family == _INET and length >= 28:
        source = socket.inet_ntop(socket.AF_INET, bytes(data[16:20]))
    elif data[12] & 15 == 1 and family == _INET6 and length >= 52:
        source = socket.inet_ntop(socket.AF_INET6, bytes(data[16:32]))
    return Told(source, length)


def _read_line(data: bytes | bytearray) -> Told | None:
    """A header of version 1."""
    end = data.find(b"\r\n", 0, LONGEST_LINE + 1)
    if end < 0:
        return None if len(data) <= LONGEST_LINE else Told("", 0)
    words = bytes(data[:end]).decode("latin-1").split(" ")
    return Told(words[2] if len(words) == 6 else "", end + 2)
