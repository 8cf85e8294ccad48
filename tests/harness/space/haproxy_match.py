"""How HAProxy compares a text with a pattern, and finds the line of a map."""

import ipaddress
import re

_DELIMITERS = {"dir": "/?", "dom": "/?.:"}


def matches(how: str, pattern: str, value: str, ignore_case: bool) -> bool:
    """Whether a value matches a pattern in one of HAProxy's ways."""
    if how == "ip":
        return _in_network(value, pattern)
    if how == "reg":
        flags = re.ASCII | (re.IGNORECASE if ignore_case else 0)
        return re.search(pattern, value, flags) is not None
    if ignore_case:
        pattern, value = pattern.lower(), value.lower()
    if how in _DELIMITERS:
        marks = re.escape(_DELIMITERS[how])
        inner = re.escape(pattern.strip(_DELIMITERS[how]))
        return re.search(f"(^|[{marks}]){inner}($|[{marks}])", value) is not None
    return {
        "str": value == pattern,
        "beg": value.startswith(pattern),
        "end": value.endswith(pattern),
        "sub": pattern in value,
    }[how]


def _in_network(value: str, pattern: str) -> bool:
    network = ipaddress.ip_network(pattern, strict=False)
    address = ipaddress.ip_address(value)
    return address.version == network.version and address in network


def looked_up(how: str, value: str, entries: tuple[tuple[str, str], ...]) -> str | None:
    """Return what a map says: the longest where lengths count, else the first line."""
    found = [(key, result) for key, result in entries if matches(how, key, value, False)]
    if not found:
        return None
    if how == "beg":
        return max(found, key=lambda entry: len(entry[0]))[1]
    if how == "ip":
        return max(found, key=lambda entry: ipaddress.ip_network(entry[0], False).prefixlen)[1]
    return found[0][1]
