"""Which fields the chains of a gateway look at: only changes of these matter to the way."""

from collections.abc import Iterator, Sequence

from steelyard.model.conditions import All, Any, Condition, InTable, Match, Not
from steelyard.model.gateway import Gateway
from steelyard.model.pool import PERSISTENCE
from steelyard.model.routing import (
    AddHeader,
    Call,
    Goto,
    Redirect,
    Restart,
    Route,
    SetField,
    SetVariable,
    Switch,
)
from steelyard.model.values import Apply, Field, Join, Lookup, Several, Split, Table, Value

_HEADERS = {"host": "host", "cookie": "cookie", "cookie-any-case": "cookie"}


Fields = frozenset[tuple[str, str]]
"""Names and arguments; names of headers in lower case, what is made of a header counts as it."""

ALWAYS_ASKED: Fields = frozenset({("variable", PERSISTENCE)})


class Asked:
    """What conditions, switches, redirects and changes read, from any place in the chains on."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._suffixes: dict[str, list[Fields]] = {}
        self._closures: dict[str, Fields] = {}

    def anywhere(self) -> Fields:
        """All that any chain reads."""
        found = set(ALWAYS_ASKED)
        for _, route in self._gateway.routes():
            found |= _direct(route)
        return frozenset(found)

    def after(self, stack: Sequence[tuple[str, int]]) -> Fields:
        """All that may still be read on a walk that stands here."""
        found = ALWAYS_ASKED
        for name, index in stack:
            suffixes = self._of(name)
            if index < len(suffixes):
                found = found | suffixes[index] if len(found) > 1 else suffixes[index]
        return found

    def _of(self, name: str) -> list[Fields]:
        """For each route of a chain what it and all after it read, there and where they lead."""
        found = self._suffixes.get(name)
        if found is None:
            chain = self._gateway.chains.get(name)
            found = [ALWAYS_ASKED]
            for route in reversed(chain.routes if chain is not None else ()):
                here = set(_direct(route))
                for target in targets(route):
                    here |= self._reached(target)
                found.append(found[-1] if here <= found[-1] else found[-1] | here)
            found.reverse()
            self._suffixes[name] = found
        return found

    def _reached(self, name: str) -> Fields:
        """All that a chain and those it leads to read."""
        if name not in self._closures:
            seen = {name}
            queue = [name]
            here: set[tuple[str, str]] = set()
            for one in queue:
                chain = self._gateway.chains.get(one)
                for route in chain.routes if chain is not None else ():
                    here |= _direct(route)
                    for target in targets(route):
                        if target not in seen:
                            seen.add(target)
                            queue.append(target)
            self._closures[name] = frozenset(here)
        return self._closures[name]


def targets(route: Route) -> Iterator[str]:
    """The chains that a route may lead to."""
    for action in route.actions:
        if isinstance(action, Goto | Call | Restart):
            yield action.chain
        elif isinstance(action, Switch):
            yield from action.cases.values()
            if action.otherwise is not None:
                yield action.otherwise


def _direct(route: Route) -> set[tuple[str, str]]:
    """What a route itself reads."""
    found: set[tuple[str, str]] = set()
    for value in _of_condition(route.condition):
        found.update(_fields(value))
    for action in route.actions:
        read = action.location if isinstance(action, Redirect) else None
        if isinstance(action, Switch | SetField | SetVariable | AddHeader):
            read = action.value
        if read is not None:
            found.update(_fields(read))
    return found


def _of_condition(condition: Condition) -> Iterator[Value]:
    """The values that a condition compares."""
    if isinstance(condition, Match | InTable):
        yield condition.value
    elif isinstance(condition, All | Any):
        for part in condition.parts:
            yield from _of_condition(part)
    elif isinstance(condition, Not):
        yield from _of_condition(condition.part)


def _fields(value: Value) -> Iterator[tuple[str, str]]:
    """The fields that a value is made of, with those of the tables it looks up."""
    if isinstance(value, Field):
        yield _named(value)
        return
    if isinstance(value, Join | Several):
        inner: list[Value] = list(value.parts)
    elif isinstance(value, Apply):
        inner = [value.value]
    elif isinstance(value, Lookup):
        yield from _of_table(value.table)
        inner = [value.key] if value.default is None else [value.key, value.default]
    elif isinstance(value, Split):
        inner = [value.key, value.rest, *(part for _, part in value.parts)]
    else:
        inner = []
    for part in inner:
        yield from _fields(part)


def _named(field: Field) -> tuple[str, str]:
    """The field, or the header that it is made of."""
    if field.name in ("header", "header-item"):
        return ("header", field.argument.lower())
    if field.name in _HEADERS:
        return ("header", _HEADERS[field.name])
    return (field.name, field.argument)


def _of_table(table: Table) -> Fields:
    """What the values of a table's entries read; worked out once."""
    if table._reads is None:
        table._reads = frozenset(name for entry in table.entries for name in _fields(entry.value))
    return table._reads
