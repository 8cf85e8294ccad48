"""The lines of lists and maps -> entries in the order of precedence.

Configuration manual 7.1 (``-f``) and 7.3.1 (``map``).  Trees find the longest
prefix and the narrowest network whatever the file's order; the other methods,
``map_end`` among them, take the first line that matches (measured, 2.6.12).
"""

import ipaddress
import re
from collections.abc import Iterator

from steelyard.core.place import Place
from steelyard.model.values import Literal, Opaque, Pattern, TableEntry, Value

KINDS = {
    "str": "exact",
    "beg": "prefix",
    "end": "suffix",
    "sub": "contains",
    "dir": "segment",
    "dom": "domain",
    "reg": "regex",
    "regm": "regex",
    "ip": "network",
    "int": "range",
    "len": "length",
    "found": "exists",
    "meth": "exact",
}
"""Matching methods and the kinds of patterns that they are."""

_IPV4 = re.compile(
    r"(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}(?:/(?:[12]?\d|3[0-2]))?"
)
_PAIR = re.compile(r"[ \t]*([^ \t]+)[ \t]*(.*)")
_SHORT = re.compile(r"(\d{1,3})((?:\.\d{1,3}){0,3})(?:/(.+))?")


def keys_and_values(text: str, as_map: bool) -> Iterator[tuple[int, str, str]]:
    """Line number, key and value of every line that counts.

    A ``#`` is a comment at the start of a line only; leading blanks are cut;
    in a list the rest of the line is the pattern, inner and trailing blanks
    included (measured).
    """
    for number, line in enumerate(text.split("\n"), 1):
        if not line or line[0] == "#":
            continue
        if "\r" in line:
            line = line[: line.index("\r")]
        if not as_map:
            key = line.lstrip(" \t")
            if key:
                yield number, key, ""
            continue
        found = _PAIR.match(line)
        if found is not None:
            yield number, found[1], found[2].rstrip(" \t")


def read_entries(
    path: str, text: str, method: str, ignore_case: bool, as_map: bool
) -> tuple[list[TableEntry], list[TableEntry]]:
    """The entries of a file in the order of precedence, and the repeated ones."""
    kind = KINDS[method]
    entries: list[TableEntry] = []
    repeated: list[TableEntry] = []
    seen: set[str] = set()
    values: dict[str, Value] = {}
    for number, key, written in keys_and_values(text, as_map):
        place = Place(path, number)
        value = values.get(written)
        if value is None:
            value = values[written] = _value(written, method, place)
        folded = key.lower() if ignore_case else key
        target = repeated if folded in seen else entries
        seen.add(folded)
        if kind == "network":
            for network in networks(key) or (key,):
                target.append(TableEntry(Pattern(kind, network, False, place), value, place))
        else:
            target.append(TableEntry(Pattern(kind, key, ignore_case, place), value, place))
    if kind == "prefix":
        entries.sort(key=lambda entry: -len(entry.pattern.text))
    elif kind == "network":
        entries.sort(key=lambda entry: _narrowness(entry.pattern.text))
    return entries, repeated


def _value(written: str, method: str, place: Place) -> Value:
    if method == "regm" and "\\" in written:
        return Opaque(written, "it refers to groups of the key's expression", place)
    return Literal(written)


def _narrowness(network: str) -> tuple[bool, int]:
    """Sorts IPv4 before IPv6 and the longest prefix first."""
    version6 = ":" in network
    length = network.partition("/")[2]
    bits = int(length) if length.isdecimal() and len(length) < 4 else (128 if version6 else 32)
    return (version6, -bits)


def networks(text: str) -> tuple[str, ...] | None:
    """An address or network as HAProxy reads it; None when it is neither.

    IPv4 may leave out octets that are 0: ``10.12/8`` is 10.0.0.12/8, and a mask
    may be written as an address (manual 7.1.6).
    """
    if _IPV4.fullmatch(text):
        return (text,)
    if ":" in text:
        try:
            ipaddress.ip_network(text, strict=False)
        except ValueError:
            return None
        return (text,)
    short = _SHORT.fullmatch(text)
    if short is None:
        return None
    octets = (short[1] + short[2]).split(".")
    if any(int(octet) > 255 for octet in octets):
        return None
    padded = octets if len(octets) == 4 else [*octets[:-1], *["0"] * (4 - len(octets)), octets[-1]]
    address = ".".join(str(int(octet)) for octet in padded)
    full = f"{address}/{short[3]}" if short[3] else address
    try:
        network = ipaddress.ip_network(full, strict=False)
    except ValueError:
        return None
    return (f"{address}/{network.prefixlen}" if short[3] else address,)
