"""What a configuration looks at when it decides where a request goes.

A log has many more distinct requests than a configuration can tell apart.
What no condition, hash key or persistence reads need not be kept: then equal
requests fall together, and memory stays small.

A change to the request (a header set for the server) counts only when
something reads what it changes.
"""

from collections.abc import Iterator

from steelyard.core.record import frozen
from steelyard.model import routing
from steelyard.model.conditions import All, Any, Condition, InTable, Match, Not
from steelyard.model.gateway import Gateway
from steelyard.model.pool import PERSISTENCE
from steelyard.model.routing import Route
from steelyard.model.values import Apply, Field, Join, Lookup, Split, Value

Name = tuple[str, str]
"""A field and its argument as `steelyard.model.values` has them; headers in lower case."""

QUERY = ("query", "parameter", "parameter-any-case", "target")
"""Fields that hold the query, or a part of it."""

ALWAYS = ("path", "clean-path", "target", "query", "method", "host")
"""Fields whose changes always count: nearly every configuration reads them."""


@frozen
class Reads:
    """What is read of a request: ``routing`` on its way, ``keys`` only to choose a server."""

    routing: frozenset[Name]
    keys: frozenset[Name]

    @property
    def all(self) -> frozenset[Name]:
        """Everything that is read."""
        return self.routing | self.keys

    @property
    def query(self) -> bool:
        """Whether what follows the ``?`` matters."""
        return any(name in QUERY for name, _ in self.all)

    def wants(self, name: str, argument: str = "") -> bool:
        """Whether a field of the log matters (``cookie`` and ``header`` by argument)."""
        if name in ("method", "target", "scheme", "listener"):
            return True
        if name == "query":
            return self.query
        found = self.all
        if name == "header" and argument == "host":
            return ("host", "") in found or bool(_names("header", "host") & found)
        if name == "header" and argument == "cookie":
            return any(field.startswith("cookie") for field, _ in found)
        if name == "cookie":
            folded = argument.lower()
            return any(f.startswith("cookie") and a.lower() == folded for f, a in found)
        return bool(_names(name, argument) & found)


EVERYTHING = Reads(frozenset({("query", ""), ("host", ""), ("source", "")}), frozenset())
"""For a reader that knows no configuration: query, host and client are kept."""


def union(left: Reads, right: Reads) -> Reads:
    """What either reads."""
    return Reads(left.routing | right.routing, left.keys | right.keys)


def fields_read(gateway: Gateway, *, locations: bool = False) -> Reads:
    """What ``gateway`` looks at.

    ``locations``: also what the addresses of redirects are made of, for who
    compares those too.
    """
    keys: set[Name] = set()
    for pool in gateway.pools.values():
        if pool.balance.key is not None:
            keys.update(_of(pool.balance.key.value, set()))
        keys.update(("cookie", entry.name) for entry in pool.persistence if entry.kind == "cookie")
    routes = [route for _, route in gateway.routes()]
    found: set[Name] = set()
    while True:
        before = len(found) + len(keys)
        every = any(name == "capture" for name, _ in found | keys)
        waiting = []
        for route in routes:
            if every or any(_counts(action, found | keys) for action in route.actions):
                found.update(_of_route(route, locations))
            else:
                waiting.append(route)
        routes = waiting
        if len(found) + len(keys) == before:
            return Reads(frozenset(found), frozenset(keys - found))


def _counts(action: routing.Action, read: set[Name]) -> bool:
    """Whether an action changes the way, or something that is read."""
    match action:
        case routing.Remark():
            return False
        case routing.AddHeader():
            return bool(_names("header", action.name) & read)
        case routing.SetVariable():
            return action.name == PERSISTENCE or ("variable", action.name) in read
        case routing.SetField():
            if action.field in ALWAYS or (action.field, action.argument.lower()) == (
                "header",
                "host",
            ):
                return True
            return bool(_names(action.field, action.argument) & read)
        case _:
            return True


def _names(name: str, argument: str) -> set[Name]:
    """The readings that a change of this field touches."""
    if name != "header":
        return {(name, argument)}
    folded = argument.lower()
    touched = {("header", folded), ("header-item", folded)}
    return touched | ({("host", "")} if folded == "host" else set())


def _of_route(route: Route, locations: bool) -> Iterator[Name]:
    """What a route's condition and the values of its actions read."""
    seen: set[int] = set()
    yield from _of_condition(route.condition, seen)
    for action in route.actions:
        match action:
            case routing.Redirect():
                if locations:
                    yield from _of(action.location, seen)
            case routing.Switch() | routing.AddHeader() | routing.SetVariable():
                yield from _of(action.value, seen)
            case routing.SetField() if action.value is not None:
                yield from _of(action.value, seen)


def _of_condition(condition: Condition, seen: set[int]) -> Iterator[Name]:
    match condition:
        case Match(
            value=Field(name="target") | Apply(function="uri-part", value=Field(name="target")),
            patterns=patterns,
        ) if all(pattern.kind == "prefix" and "?" not in pattern.text for pattern in patterns):
            yield "path", ""  # a prefix ends before the query
        case Match() | InTable():
            yield from _of(condition.value, seen)
        case All() | Any():
            for part in condition.parts:
                yield from _of_condition(part, seen)
        case Not():
            yield from _of_condition(condition.part, seen)


def _of(value: Value, seen: set[int]) -> Iterator[Name]:
    """The fields in a value, those in the values of tables too."""
    match value:
        case Field():
            folded = value.name in ("header", "header-item")
            yield value.name, value.argument.lower() if folded else value.argument
        case Join():
            for part in value.parts:
                yield from _of(part, seen)
        case Apply(function="uri-part", value=Field(name="target")) if "".join(
            value.arguments[2:3]
        ) in ("", "0"):
            yield "path", ""  # HAProxy's balance uri ends at the question mark
        case Apply():
            yield from _of(value.value, seen)
        case Lookup():
            yield from _of(value.key, seen)
            if value.default is not None:
                yield from _of(value.default, seen)
            if id(value.table) not in seen:
                seen.add(id(value.table))
                for entry in value.table.entries:
                    yield from _of(entry.value, seen)
        case Split():
            yield from _of(value.key, seen)
            for _, part in value.parts:
                yield from _of(part, seen)
            yield from _of(value.rest, seen)
