"""Conditions that no request can meet, as far as one line shows.

Only what is certain from the words: a path pattern without its slash, two
literals that exclude one another.  What several rules together make of it is
judged from the model elsewhere.
"""

import re
from collections.abc import Sequence

from steelyard.model.conditions import Condition, Match, Not
from steelyard.model.values import Apply, Field, Join, Pattern, Value

_SINGLE = frozenset(
    {"path", "target", "method", "query", "source", "scheme", "destination-port", "server-name"}
)
_WORD_FIRST = re.compile(r"\^[A-Za-z0-9]")


def dead_pattern(value: Value, patterns: Sequence[Pattern]) -> str:
    """Why none of the patterns can match the value; "" when one can."""
    if not patterns or not _starts_with_slash(value):
        return ""
    if all(_without_slash(pattern) for pattern in patterns):
        listed = ", ".join(repr(pattern.text) for pattern in patterns[:3])
        return f"a path starts with a slash but {listed} does not, so that it never matches"
    return ""


def _starts_with_slash(value: Value) -> bool:
    while isinstance(value, Apply) and value.function in ("lower", "upper", "decode"):
        value = value.value
    return isinstance(value, Field) and value.name == "path"


def _without_slash(pattern: Pattern) -> bool:
    if pattern.kind in ("exact", "prefix"):
        return bool(pattern.text) and pattern.text[0] != "/"
    if pattern.kind == "regex":
        return bool(_WORD_FIRST.match(pattern.text)) and not set(pattern.text) & set("|?*{")
    return False


def contradiction(parts: Sequence[Condition]) -> str:
    """Why the ANDed parts exclude one another; "" when that is not certain."""
    seen: list[Match] = []
    denied: list[Match] = []
    for part in parts:
        if isinstance(part, Match) and part.patterns:
            other = next((one for one in seen if _exclude(one, part)), None)
            if other is not None:
                return f"{_shown(other)} and {_shown(part)} cannot both hold for one request"
            seen.append(part)
        elif isinstance(part, Not) and isinstance(part.part, Match):
            denied.append(part.part)
    for match in denied:
        if any(one == match or (one.name and one.name == match.name) for one in seen):
            return f"{_shown(match)} is asked for and denied in the same breath"
    return ""


def _shown(match: Match) -> str:
    if match.name:
        return f"ACL {match.name}"
    return " or ".join(repr(pattern.text) for pattern in match.patterns[:2])


def _exclude(one: Match, other: Match) -> bool:
    """Whether two tests of one single-valued field have no text in common."""
    if one.value != other.value or not _single(one.value):
        return False
    return all(_apart(left, right) for left in one.patterns for right in other.patterns)


def _single(value: Value) -> bool:
    if isinstance(value, Apply):
        return value.function in ("lower", "upper") and _single(value.value)
    if isinstance(value, Join):
        return True
    if not isinstance(value, Field):
        return False
    return value.name in _SINGLE or (value.name == "header-item" and value.argument == "host")


def _apart(left: Pattern, right: Pattern) -> bool:
    """Whether no text matches both patterns."""
    folds = left.ignore_case or right.ignore_case
    one, other = (left.text.lower(), right.text.lower()) if folds else (left.text, right.text)
    kinds = (left.kind, right.kind)
    if kinds == ("exact", "exact"):
        return one != other
    if kinds == ("exact", "prefix"):
        return not one.startswith(other)
    if kinds == ("prefix", "exact"):
        return not other.startswith(one)
    if kinds == ("prefix", "prefix"):
        return not one.startswith(other) and not other.startswith(one)
    if kinds == ("exact", "suffix"):
        return not one.endswith(other)
    if kinds == ("suffix", "exact"):
        return not other.endswith(one)
    return False
