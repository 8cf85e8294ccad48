"""Whether a text matches a pattern (`steelyard.model.values.Pattern`)."""

import ipaddress
from collections.abc import Callable
from functools import lru_cache

from steelyard.forecast.routing import regex
from steelyard.forecast.routing.regex import Groups
from steelyard.model.values import Pattern


def matches(pattern: Pattern, text: str) -> "tuple[bool, Groups | None]":
    """Whether it does, and the groups of a regular expression that did.

    Raises `steelyard.forecast.routing.regex.Undecided`.
    """
    kind = pattern.kind
    if kind == "regex":
        found = regex.search(pattern.text, pattern.ignore_case, text)
        return (found is not None, None if found is None else found[0])
    test = _TESTS.get(kind)
    if test is None:
        raise regex.Undecided(f"a pattern of kind {kind!r} is not known")
    if pattern.ignore_case and kind not in ("network", "range", "length", "exists"):
        return (test(text.lower(), pattern.text.lower()), None)
    return (test(text, pattern.text), None)


def _whole_part(text: str, part: str, delimiters: str) -> bool:
    """Whether ``part`` stands in ``text`` between delimiters or ends.

    HAProxy's match_word (pattern.c): delimiters around the pattern are dropped.
    """
    part = part.strip(delimiters)
    if not part:
        return False
    start = text.find(part)
    while start >= 0:
        end = start + len(part)
        before = start == 0 or text[start - 1] in delimiters
        if before and (end == len(text) or text[end] in delimiters):
            return True
        start = text.find(part, start + 1)
    return False


@lru_cache(maxsize=65536)
def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    """The network that a text names; host bits are dropped."""
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def in_network(text: str, wanted: str) -> bool:
    """Whether an address lies in a network; an IPv4 address also in a mapped one."""
    network = _network(wanted)
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if network is None:
        raise regex.Undecided(f"{wanted!r} is not a network")
    if address.version == network.version:
        return address in network
    if address.version == 6:
        mapped = address.ipv4_mapped
        return mapped is not None and mapped in network
    return ipaddress.IPv6Address(f"::ffff:{address}") in network or network.prefixlen == 0


def in_range(number: float, wanted: str) -> bool:
    """Whether a number lies in ``low:high``, ``low:`` , ``:high`` or equals ``n``."""
    low, colon, high = wanted.partition(":")
    if not colon:
        return number == int(low)
    return (not low or number >= int(low)) and (not high or number <= int(high))


def _range(text: str, wanted: str) -> bool:
    try:
        return in_range(int(text), wanted)
    except ValueError:
        return False


_TESTS: dict[str, Callable[[str, str], bool]] = {
    "exact": lambda text, wanted: text == wanted,
    "prefix": lambda text, wanted: text.startswith(wanted),
    "suffix": lambda text, wanted: text.endswith(wanted),
    "contains": lambda text, wanted: wanted in text,
    "segment": lambda text, wanted: _whole_part(text, wanted, "/?"),
    "domain": lambda text, wanted: _whole_part(text, wanted, "/?.:"),
    "network": in_network,
    "range": _range,
    "length": lambda text, wanted: in_range(len(text), wanted),
    "exists": lambda _text, _wanted: True,
}
