"""Addresses as servers and binds write them (configuration manual 11)."""

import ipaddress
import re
from typing import NamedTuple

from steelyard.dialects.haproxy.text import quantities

_PREFIXES: dict[str, tuple[str, str]] = {
    "ip": ("", ""),
    "ipv4": ("", ""),
    "ipv6": ("", ""),
    "tcp": ("", ""),
    "tcp4": ("", ""),
    "tcp6": ("", ""),
    "udp": ("", "udp"),
    "udp4": ("", "udp"),
    "udp6": ("", "udp"),
    "quic": ("", "quic"),
    "quic4": ("", "quic"),
    "quic6": ("", "quic"),
    "unix": ("unix", ""),
    "uxdg": ("unix", ""),
    "uxst": ("unix", ""),
    "abns": ("abns", ""),
    "abnsz": ("abns", ""),
    "fd": ("fd", ""),
    "sockpair": ("fd", ""),
    "mptcp": ("", ""),
    "mptcp4": ("", ""),
    "mptcp6": ("", ""),
    "rhttp": ("rhttp", ""),
    "rev": ("rhttp", ""),
}
_NUMERIC = re.compile(r"[0-9.]+$")


class Address(NamedTuple):
    """One address.

    ``host`` is without brackets, "" for all addresses, a path for ``unix``.
    ``family``: ``ip``, ``unix``, ``abns``, ``fd``, ``rhttp``.  ``port`` is None when none
    is written; ``offset`` marks ``:+N`` and ``:-N``, relative to the client's
    port.  ``last_port`` is the end of a range.  ``named``: a name to resolve.
    ``problem`` says why HAProxy refuses it, ``odd`` is a port that it reads
    only in part.
    """

    host: str
    port: int | None
    family: str = "ip"
    transport: str = "tcp"
    offset: str = ""
    last_port: int | None = None
    named: bool = False
    problem: str = ""
    odd: str = ""


def parse(text: str) -> Address:
    """The address that a text means (``str2sa_range``)."""
    host, _, port = text.rpartition(":")
    if len(port) < 5 and text.isascii() and port.isdigit() and host.replace(".", "").isdigit():
        return Address(_any(host), int(port))
    transport = "tcp"
    if "+" in text:
        kind, plus, rest = text.partition("+")
        if plus and kind in ("stream", "dgram"):
            text = rest
            transport = "udp" if kind == "dgram" else "tcp"
    if "@" in text:
        prefix, _, rest = text.partition("@")
        known = _PREFIXES.get(prefix)
        if known is not None:
            text = rest
            transport = known[1] or transport
            if known[0]:
                return Address(text, None, known[0], "unix" if known[0] != "fd" else transport)
    if text.startswith("/"):
        return Address(text, None, "unix", "unix")
    return _internet(text, transport)


def _internet(text: str, transport: str) -> Address:
    """``HOST``, ``HOST:PORT``, ``[V6]:PORT``, ``:PORT``, ``*:PORT``."""
    cut = text.rfind(":")
    if cut < text.rfind("]"):
        cut = -1
    host, written = (text[:cut], text[cut + 1 :]) if cut >= 0 else (text, "")
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    port, last, offset, problem, odd = None, None, "", "", ""
    if written:
        first, dash, second = written.partition("-")
        if written[0] in "+-":
            offset = written[0]
            port = quantities.leading_integer(written[1:])
        elif written[0] in "0123456789":
            port = quantities.leading_integer(first)
            last = quantities.leading_integer(second) if dash else None
            if not 0 <= port < 65536 or (last is not None and not port <= last < 65536):
                problem = f"has the invalid port {written!r}"
            elif not (first + second).isdecimal():
                odd = written
        else:
            problem = f"has the invalid port {written!r}"
    named = is_name(host)
    return Address(_any(host), port, "ip", transport, offset, last, named, problem, odd)


def _any(host: str) -> str:
    return "" if host in ("*", "0.0.0.0") else host


def is_address(host: str) -> bool:
    """Whether a host is what a bind takes without a lookup: IPv4, IPv6, or empty."""
    if ":" not in host:
        return not is_name(host)
    try:
        ipaddress.IPv6Address(host)
    except ValueError:
        return False
    return True


def is_name(host: str) -> bool:
    """Whether a host must be resolved: neither IPv4 nor IPv6, nor empty."""
    return bool(host) and host != "*" and ":" not in host and _NUMERIC.match(host) is None
