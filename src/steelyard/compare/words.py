"""Conditions in words: what the requests of a region have in common."""

from collections.abc import Iterator, Sequence

from steelyard.compare.plainly import WRITTEN_PLAINLY
from steelyard.compare.regions import Region
from steelyard.forecast.routing.cover import covers
from steelyard.forecast.routing.language.proof import Proof
from steelyard.model.conditions import (
    All,
    Any,
    Condition,
    InTable,
    Match,
    Not,
    OpaqueCondition,
)
from steelyard.model.values import (
    Apply,
    Field,
    Join,
    Literal,
    Lookup,
    Opaque,
    Pattern,
    Several,
    Value,
)

MOST_PATTERNS = 4


class _PlainlySeen(Proof):
    """Only what comparing the texts shows: words need no automata."""

    def covers(self, wide: Sequence[Pattern], narrow: Pattern, field: str = "") -> bool:
        """Nothing beyond that."""
        return False

    def apart(self, first: Pattern, second: Pattern, field: str = "") -> bool:
        """Nothing beyond that."""
        return False


_PLAINLY_SEEN = _PlainlySeen()
MOST_PARTS = 8


def region_parts(region: Region) -> list[Condition]:
    """The conditions that say which requests a region holds, none of them superfluous."""
    return _without_implied(
        [
            *_parts(c for c, _ in region.context.wanted if c not in WRITTEN_PLAINLY),
            *_parts(denied(condition) for condition in region.taken),
        ]
    )


def parts_words(parts: Sequence[Condition], more: bool) -> str:
    """``host is a.example, path starts with /api, method is not POST``.

    ``more``: earlier lines take further requests out.
    """
    said = list(dict.fromkeys(words_of(part) for part in parts))
    text = ", ".join(said[:MOST_PARTS]) or "every request"
    if len(said) > MOST_PARTS or more:
        text += ", and not what earlier lines take"
    return text


def _without_implied(parts: list[Condition]) -> list[Condition]:
    """The parts that say something that the others do not."""
    kept: list[Condition] = []
    for index, part in enumerate(parts):
        others = [*kept, *parts[index + 1 :]]
        if not any(covers(part, other, _PLAINLY_SEEN) for other in others):
            kept.append(part)
    return kept


def denied(condition: Condition) -> Condition:
    """The contrary, with "not" at the innermost tests."""
    match condition:
        case All():
            return Any(tuple(denied(part) for part in condition.parts))
        case Any():
            return All(tuple(denied(part) for part in condition.parts))
        case Not():
            return condition.part
    return Not(condition)


def _together(parts: Sequence[Condition]) -> list[Condition]:
    """Alternatives, those that compare the same value as one."""
    found: list[Condition] = []
    for index, part in enumerate(parts):
        others = [*found, *parts[index + 1 :]]
        if any(covers(other, part, _PLAINLY_SEEN) for other in others):
            continue
        last = found[-1] if found else None
        if isinstance(part, Match) and isinstance(last, Match) and last.value == part.value:
            found[-1] = Match(part.value, (*last.patterns, *part.patterns))
        else:
            found.append(part)
    return found


def _parts(conditions: Iterator[Condition] | Sequence[Condition]) -> Iterator[Condition]:
    for condition in conditions:
        if isinstance(condition, All):
            yield from _parts(condition.parts)
        elif isinstance(condition, Not) and isinstance(condition.part, All | Any | Not):
            yield from _parts([denied(condition.part)])
        else:
            yield condition


def words_of(condition: Condition) -> str:
    """A condition in words."""
    match condition:
        case Match():
            return f"{value_words(condition.value)} {_patterns(condition.patterns)}"
        case InTable():
            return f"{value_words(condition.value)} is listed in {condition.table.name}"
        case All():
            return " and ".join(_bracketed(part) for part in condition.parts)
        case Any():
            parts = _together(condition.parts)
            shown = " or ".join(words_of(part) for part in parts[:MOST_PATTERNS])
            more = len(parts) - MOST_PATTERNS
            return f"{shown} or {more} more" if more > 0 else shown
        case Not():
            return _denied_words(condition.part)
        case OpaqueCondition():
            return f"'{condition.text}' holds"
    return "every request" if not hasattr(condition, "reason") else "no request"


def _bracketed(condition: Condition) -> str:
    return f"({words_of(condition)})" if isinstance(condition, Any) else words_of(condition)


def _denied_words(condition: Condition) -> str:
    """The contrary of a condition."""
    if isinstance(condition, Match):
        patterns = condition.patterns
        if all(pattern.kind in _DENIED for pattern in patterns):
            if len(patterns) > 1:
                said = _patterns(patterns).replace(" or ", " nor ")
                return f"{value_words(condition.value)} neither {said}"
            text = _DENIED[patterns[0].kind].format(patterns[0].text or '""')
            return f"{value_words(condition.value)} {text}"
    if isinstance(condition, OpaqueCondition):
        return f"'{condition.text}' does not hold"
    return f"not ({words_of(condition)})"


def _patterns(patterns: Sequence[Pattern]) -> str:
    shown = " or ".join(_pattern(pattern) for pattern in patterns[:MOST_PATTERNS])
    more = len(patterns) - MOST_PATTERNS
    return f"{shown} or {more} more" if more > 0 else shown


def _pattern(pattern: Pattern) -> str:
    template = _SAID.get(pattern.kind)
    if template is None:
        return f"matches {pattern.kind} {pattern.text}"
    text = template.format(pattern.text or '""')
    return text + (" (any case)" if pattern.ignore_case and pattern.kind == "regex" else "")


_SAID = {
    "exact": "is {}",
    "prefix": "starts with {}",
    "suffix": "ends with {}",
    "contains": "contains {}",
    "segment": "has the part {}",
    "domain": "has the label {}",
    "regex": "matches {}",
    "network": "is in {}",
    "range": "is in the range {}",
    "length": "has a length of {}",
    "exists": "is there",
}

_DENIED = {
    "exact": "is not {}",
    "prefix": "does not start with {}",
    "suffix": "does not end with {}",
    "contains": "does not contain {}",
    "regex": "does not match {}",
    "network": "is not in {}",
    "exists": "is missing",
}

_NAMES = {
    "clean-path": "path",
    "source": "client address",
    "server-name": "TLS server name",
    "target": "request target",
    "header": "header {}",
    "header-item": "header {}",
    "cookie": "cookie {}",
    "cookie-any-case": "cookie {}",
    "parameter": "query argument {}",
    "parameter-any-case": "query argument {}",
    "file-exists": "a file for {}",
    "client-counter": "the client's counter {}",
    "variable": "variable {}",
}


REWRITTEN = "the path as rewritten"
"""For what several rewrites made; spelt out nobody could read it."""


def value_words(value: Value) -> str:
    """What is compared, in words."""
    match value:
        case Field():
            if value.name in ("header", "header-item") and value.argument.lower() == "host":
                return "host"
            return _NAMES.get(value.name, value.name).format(value.argument)
        case Literal():
            return f"'{value.text}'"
        case Apply():
            return _applied(value)
        case Join():
            said = [value_words(part) for part in value.parts]
            return REWRITTEN if REWRITTEN in said else " + ".join(said)
        case Several():
            return " and ".join(value_words(part) for part in value.parts)
        case Lookup():
            return f"what {value.table.name} has for {value_words(value.key)}"
        case Opaque():
            return f"'{value.text}'"
    return "the split of " + value_words(value.key)


def _applied(value: Apply) -> str:
    inner = value_words(value.value)
    match value.function:
        case "lower" | "first" | "strip-port":
            return inner
        case "field" | "word":
            return f"part {value.arguments[1]} of {inner}"
        case "capture" if not isinstance(value.value, Field):
            return REWRITTEN
        case "capture":
            return f"group {value.arguments[2]} of {value.arguments[0]} in {inner}"
        case "drop-prefix":
            return f"{inner} without its first {value.arguments[0]} characters"
    return f"{value.function} of {inner}"
