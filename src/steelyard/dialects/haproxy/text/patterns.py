"""The words behind a fetch: flags, patterns, files (configuration manual 7.1)."""

import re
from collections.abc import Sequence

from steelyard.core.place import Place
from steelyard.core.record import field, record
from steelyard.dialects.haproxy.text.maps import Maps
from steelyard.dialects.haproxy.text.maps_entries import KINDS, networks
from steelyard.model.values import Pattern, Table

DEFAULTS = {"str": "str", "meth": "meth", "int": "int", "ip": "ip", "bool": "bool"}
"""The matching method that a sample's type implies; none for the others."""

_OPERATORS = frozenset({"eq", "ge", "gt", "le", "lt"})
_RANGE = re.compile(r"-?\d{1,19}|(?:-?\d{1,19})?:(?:-?\d{1,19})?")
KNOWN_METHODS = frozenset({"OPTIONS", "GET", "HEAD", "POST", "PUT", "DELETE", "TRACE", "CONNECT"})
"""The methods that HAProxy compares by number, not by name (http.c, find_http_meth)."""


@record
class Patterns:
    """What a sample is compared with.

    ``method`` as after ``-m``; ``tables`` are the files named with ``-f``.
    ``rejected`` says why HAProxy refuses it, ``unknown`` why it is not
    understood.  ``words`` are the patterns as written.
    """

    method: str
    patterns: list[Pattern] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    ignore_case: bool = False
    rejected: str = ""
    unknown: str = ""


def read_patterns(
    words: Sequence[str], implied: str, kind: str, maps: Maps | None, place: Place
) -> Patterns:
    """The flags and patterns after a fetch.

    ``implied`` is the keyword's own matching method, ``kind`` the sample's type.
    """
    found = Patterns(implied or DEFAULTS.get(kind, ""))
    index = _flags(found, words, maps, place)
    found.words = list(words[index:])
    if found.rejected:
        return found
    if not found.method:
        found.rejected = (
            "a matching method is needed here: name it with -m, such as '-m str' or '-m found'"
        )
        return found
    if found.method not in KINDS and found.method not in ("bool", "meth", "bin"):
        found.rejected = f"{found.method!r} is no matching method"
        return found
    _take(found, place)
    return found


def _flags(found: Patterns, words: Sequence[str], maps: Maps | None, place: Place) -> int:
    """Reads the flags; the index of the first pattern."""
    index = 0
    as_map = False
    while index < len(words) and words[index].startswith("-"):
        flag = words[index]
        following = words[index + 1] if index + 1 < len(words) else None
        index += 1
        if flag == "--":
            break
        if flag == "-i":
            found.ignore_case = True
        elif flag == "-M":
            as_map = True
        elif flag in ("-u", "-m", "-f"):
            if following is None:
                found.rejected = f"{flag} stands without its value"
                return index
            index += 1
            if flag == "-m":
                found.method = following
            elif flag == "-f":
                _file(found, following, as_map, maps, place)
        elif flag != "-n":
            found.rejected = f"{flag!r} is no flag of an ACL; write '--' before such a pattern"
            return index
    return index


def _file(found: Patterns, name: str, as_map: bool, maps: Maps | None, place: Place) -> None:
    if maps is None:
        found.unknown = f"the list {name} is not at hand"
        return
    how = "map-keys" if as_map else "list"
    found.tables.append(maps.table(name, found.method, found.ignore_case, how, place))


def _take(found: Patterns, place: Place) -> None:
    """The patterns themselves."""
    method = found.method
    if method in ("found", "bool"):
        return
    if method == "bin":
        found.unknown = "patterns of bytes are not modelled"
        return
    if method in ("int", "len"):
        _numbers(found, place)
        return
    for word in found.words:
        if method == "ip":
            known = networks(word)
            if known is None:
                _no_address(found, word)
                return
            found.patterns += [Pattern("network", text, False, place) for text in known]
        elif method == "meth":
            # A known method is compared as such, whatever -i says (pat_match_http_meth).
            ignoring = found.ignore_case and word.upper() not in KNOWN_METHODS
            found.patterns.append(Pattern("exact", word, ignoring, place))
        elif method in ("dir", "dom") and not word.strip("/?.:"):
            found.unknown = f"{word!r} is nothing but delimiters: HAProxy reads behind the text"
        else:
            found.patterns.append(Pattern(KINDS[method], word, found.ignore_case, place))


def _no_address(found: Patterns, word: str) -> None:
    if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]*", word):
        found.unknown = f"{word!r} is a name that HAProxy resolves when it starts"
    else:
        found.rejected = f"{word!r} is no address and no network"


def _numbers(found: Patterns, place: Place) -> None:
    """Whole numbers, ranges and comparisons."""
    kind = KINDS[found.method]
    operator = "eq"
    for word in found.words:
        if word in _OPERATORS:
            operator = word
            continue
        if not _RANGE.fullmatch(word):
            found.rejected = f"{word!r} is no number and no range"
            return
        if ":" in word or operator == "eq":
            found.patterns.append(Pattern(kind, word, False, place))
            continue
        number = int(word)
        text = {
            "ge": f"{number}:",
            "gt": f"{number + 1}:",
            "le": f":{number}",
            "lt": f":{number - 1}",
        }[operator]
        found.patterns.append(Pattern(kind, text, False, place))
