"""Tests of what a table gives, as tests of the key that is looked up."""

from steelyard.core.record import replace
from steelyard.forecast.routing.space.carry import single
from steelyard.forecast.routing.space.environment import UNCHANGED
from steelyard.model.conditions import All, Always, Any, Condition, Match, Never, Not
from steelyard.model.values import Apply, Join, Literal, Lookup, Pattern, Several, Value


def spelt_out(condition: Match) -> Condition | None:
    """The test without what only looks difficult; None when there is nothing to change."""
    if isinstance(condition.value, Several):
        parts = condition.value.parts
        return UNCHANGED.condition(Any(tuple(replace(condition, value=part) for part in parts)))
    found = _by_table(condition) or _there(condition) or _counted(condition)
    return None if found is None else UNCHANGED.condition(found)


def _there(condition: Match) -> Condition | None:
    """Whether a first or last text is there, as whether any is; None for other tests."""
    value = condition.value
    if not isinstance(value, Apply) or value.function not in ("first", "last"):
        return None
    if any(pattern.kind == "exists" for pattern in condition.patterns):
        return Match(value.value, (Pattern("exists"),), condition.place)
    return None


def _counted(condition: Match) -> Condition | None:
    """How many texts there are of a value that has one at most; None for other tests."""
    value = condition.value
    ranges = all(pattern.kind == "range" for pattern in condition.patterns)
    if not isinstance(value, Apply) or value.function != "count" or not ranges:
        return None
    if isinstance(value.value, Apply) or not single(value.value):
        return None
    there = Match(value.value, (Pattern("exists"),), condition.place)
    one, none = (_test(condition, Literal(number)) for number in ("1", "0"))
    return Any((All((there, one)), All((Not(there), none))))


def _by_table(condition: Match) -> Condition | None:
    """A test of what a table gives, as tests of the key; None when it is none of a known form."""
    value = condition.value
    joined = isinstance(value, Join) and len(value.parts) == 1
    inner = value.parts[0] if isinstance(value, Join) and joined else value
    if not isinstance(inner, Lookup) or not inner.table.complete:
        return None
    default = inner.default if inner.default is not None else Literal("") if joined else None
    lookup_key = inner.key
    inner = replace(inner, key=looked_up(inner))
    if (joined or inner.table.on_nothing) and not single(lookup_key):
        return None  # the first text counts, or the lack of any
    if default is not None and not all(_always_there(e.value) for e in inner.table.entries):
        return None
    if joined and default is not None:
        default = Join((default,))
    found = _by_entries(condition, inner, _test(condition, default))
    if found is None or inner.table.on_nothing:
        return found
    there = Match(inner.key, (Pattern("exists"),), condition.place)
    nothing: Condition = _test(condition, Literal("")) if joined else Never()
    return _either(there, found, nothing)


def _always_there(value: Value | None) -> bool:
    """Whether a value has a text for every request, as far as its form says."""
    if isinstance(value, Lookup):
        given = value.table.on_nothing and _always_there(value.default)
        return given and all(_always_there(entry.value) for entry in value.table.entries)
    return isinstance(value, Literal | Join)


def looked_up(lookup: Lookup) -> Value:
    """The key of a look-up; in some tables a key without a text counts as the empty one."""
    key = lookup.key
    return Join((key,)) if lookup.table.on_nothing and not isinstance(key, Join) else key


def _by_entries(condition: Match, lookup: Lookup, otherwise: Condition) -> Condition | None:
    """The test of what a table's entries give, and ``otherwise`` where none matches.

    None when each of several keys may meet another entry first.
    """
    entries = lookup.table.entries
    tests = [_test(condition, entry.value) for entry in entries]
    apart = len({(entry.pattern.kind, entry.pattern.ignore_case) for entry in entries}) == 1
    if apart and entries[0].pattern.kind == "exact":
        # No key has two of them: those that hold can be put together.
        wanted: dict[bool, list[Pattern]] = {True: [], False: []}
        parts: list[Condition] = []
        for entry, test in zip(entries, tests, strict=True):
            if isinstance(test, Always | Never):
                wanted[isinstance(test, Always)].append(entry.pattern)
            else:
                parts.append(All((Match(lookup.key, (entry.pattern,), condition.place), test)))
        if wanted[True]:
            parts.append(Match(lookup.key, tuple(wanted[True]), condition.place))
        if not isinstance(otherwise, Never):
            every = Match(lookup.key, tuple(e.pattern for e in entries), condition.place)
            parts.append(All((Not(every), otherwise)))
        return Any(tuple(parts))
    if not single(lookup.key):
        return None
    for entry, test in zip(reversed(entries), reversed(tests), strict=True):
        here = Match(lookup.key, (entry.pattern,), condition.place)
        otherwise = _either(here, test, otherwise)
    return otherwise


def _test(condition: Match, value: Value | None) -> Condition:
    if value is None:
        return Never()
    return UNCHANGED.condition(Match(value, condition.patterns, condition.place))


def _either(test: Match, then: Condition, otherwise: Condition) -> Condition:
    """``then`` where the test holds, else ``otherwise``; neighbouring tests become one."""
    if isinstance(then, Always):
        if isinstance(otherwise, Any) and _same_value(otherwise.parts[0], test):
            first = otherwise.parts[0]
            assert isinstance(first, Match)
            merged = Match(test.value, (*test.patterns, *first.patterns), test.place)
            return Any((merged, *otherwise.parts[1:]))
        if isinstance(otherwise, Never):
            return Any((test,))
        return Any((test, otherwise))
    if isinstance(then, Never):
        if isinstance(otherwise, Never):
            return otherwise
        if isinstance(otherwise, All) and isinstance(otherwise.parts[0], Not):
            denied = otherwise.parts[0].part
            if _same_value(denied, test):
                assert isinstance(denied, Match)
                merged = Match(test.value, (*test.patterns, *denied.patterns), test.place)
                return All((Not(merged), *otherwise.parts[1:]))
        return All((Not(test), otherwise))
    return Any((All((test, then)), All((Not(test), otherwise))))


def _same_value(condition: Condition, test: Match) -> bool:
    return isinstance(condition, Match) and condition.value is test.value
