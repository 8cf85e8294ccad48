"""What the rules of a gateway compare: field by field, with the patterns of each test."""

from collections.abc import Iterator

from steelyard.core.place import Place
from steelyard.core.record import frozen
from steelyard.model import routing
from steelyard.model.conditions import All, Any, Condition, InTable, Match, Not
from steelyard.model.gateway import Gateway
from steelyard.model.values import (
    Apply,
    Field,
    Join,
    Literal,
    Lookup,
    Pattern,
    Several,
    Split,
    Value,
    leaves,
)

KEYS = 12
"""Texts that a split is asked with."""


Compared = tuple[Field, tuple[Pattern, ...], str]
"""A field, its patterns, and what must stand before."""


@frozen
class Test:
    """A field that is compared, with what; ``place`` is the route's.

    ``before`` is what must stand before the part of the field that is cut out of it.
    """

    field: Field
    patterns: tuple[Pattern, ...]
    place: Place
    before: str = ""


def tests_of(gateway: Gateway) -> list[Test]:
    """All tests of a gateway's routes, each once, in the order of the routes."""
    found: dict[object, Test] = {}
    for chain in gateway.chains.values():
        for route in chain.routes:
            for field, patterns, before in _of_route(route):
                test = Test(field, patterns, route.place, before)
                found.setdefault((field, patterns, before), test)
    return list(found.values())


def _of_route(route: routing.Route) -> Iterator[Compared]:
    yield from _of_condition(route.condition)
    for action in route.actions:
        if isinstance(action, routing.Switch):
            cases = tuple(Pattern("exact", text) for text in action.cases)
            yield from _compared(action.value, cases)
        for name in ("value", "location"):
            value = getattr(action, name, None)
            if value is not None:
                yield from _of_value(value)


def _of_condition(condition: Condition) -> Iterator[Compared]:
    if isinstance(condition, All | Any):
        for part in condition.parts:
            yield from _of_condition(part)
    elif isinstance(condition, Not):
        yield from _of_condition(condition.part)
    elif isinstance(condition, Match):
        yield from _compared(condition.value, condition.patterns)
    elif isinstance(condition, InTable):
        patterns = tuple(entry.pattern for entry in condition.table.entries)
        yield from _compared(condition.value, patterns)


def _compared(value: Value, patterns: tuple[Pattern, ...]) -> Iterator[Compared]:
    """The fields of a value that is compared, each with all patterns."""
    inner: Value = value
    while isinstance(inner, Apply):
        inner = inner.value
    if not isinstance(inner, Lookup | Split):
        for leaf in leaves(value):
            if isinstance(leaf, Field):
                yield leaf, patterns, _before(value)
    yield from _of_value(value)


def _before(value: Value) -> str:
    """What stands before the word that is cut out of a text."""
    before = ""
    while isinstance(value, Apply):
        if value.function in ("field", "word") and len(value.arguments) > 1:
            separators, index = value.arguments[:2]
            if separators and index.isdecimal():
                before = f"x{separators[0]}" * (int(index) - 1) + before
        value = value.value
    return before


def _of_value(value: Value) -> Iterator[Compared]:
    """What is looked up in tables, rewritten and split within a value."""
    if isinstance(value, Join | Several):
        for part in value.parts:
            yield from _of_value(part)
    elif isinstance(value, Apply):
        yield from _of_function(value)
        yield from _of_value(value.value)
    elif isinstance(value, Lookup):
        patterns = tuple(entry.pattern for entry in value.table.entries)
        yield from _compared(value.key, patterns)
        for entry in value.table.entries[:KEYS]:
            yield from _of_value(entry.value)
        if value.default is not None:
            yield from _of_value(value.default)
    elif isinstance(value, Split):
        keys = tuple(Pattern("exact", f"k{number}") for number in range(1, KEYS + 1))
        yield from _compared(value.key, keys)
        for _, part in value.parts:
            yield from _of_value(part)
    elif not isinstance(value, Literal) and isinstance(value, Field):
        yield value, (Pattern("exists"),), ""


def _of_function(value: Apply) -> Iterator[Compared]:
    """The expression that a text is rewritten or cut by."""
    if value.function in ("substitute", "rewrite", "capture") and value.arguments:
        for leaf in leaves(value.value):
            if isinstance(leaf, Field):
                yield leaf, (Pattern("regex", value.arguments[0]),), ""
