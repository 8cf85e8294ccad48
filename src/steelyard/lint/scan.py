"""What the chains of a gateway read and change: looked up once, when a rule first asks."""

from collections.abc import Iterator
from ipaddress import ip_network

from steelyard.core.place import Place
from steelyard.forecast.forecast import reachable_pools
from steelyard.lint.keys import fields
from steelyard.lint.rule import Subject
from steelyard.model.conditions import All, Always, Any, Condition, InTable, Match, Not
from steelyard.model.gateway import Listener
from steelyard.model.pool import Pool
from steelyard.model.routing import (
    ENDINGS,
    AddHeader,
    Redirect,
    Reject,
    Respond,
    Route,
    SetField,
    SetVariable,
    Switch,
    ToPool,
    ToServer,
)
from steelyard.model.values import Field, Value

FEW = 64
"""Addresses that count as a handful of proxies, not as the public."""


def listeners_of(subject: Subject, pool: Pool) -> list[Listener]:
    """The listeners that lead to the pool."""
    known = subject.memo.get("listeners-of")
    if not isinstance(known, dict):
        known = subject.memo["listeners-of"] = _leading(subject)
    found = known.get(pool.name, [])
    assert isinstance(found, list)
    return found


def _leading(subject: Subject) -> dict[str, list[Listener]]:
    """The listeners that lead to each pool, by the pool's name.

    Listeners that lead to the same pools (NGINX servers on one socket) are
    taken together, and their pools share one list.
    """
    together: dict[int, tuple[list[str], list[Listener]]] = {}
    for listener in subject.gateway.listeners:
        names = subject.forecast.reached.get(listener.name, [])
        together.setdefault(id(names), (names, []))[1].append(listener)
    found: dict[str, list[Listener]] = {}
    for names, listeners in together.values():
        for name in names:
            known = found.get(name)
            found[name] = listeners if known is None else known + listeners
    return found


def values_of(condition: Condition) -> Iterator[Value]:
    """The values that a condition looks at."""
    if isinstance(condition, Match | InTable):
        yield condition.value
    elif isinstance(condition, All | Any):
        for part in condition.parts:
            yield from values_of(part)
    elif isinstance(condition, Not):
        yield from values_of(condition.part)


def fields_read(subject: Subject) -> dict[Field, Place]:
    """Every field of a request that a condition or an action reads, with a place."""
    known = subject.memo.get("fields-read")
    if isinstance(known, dict):
        return known
    found: dict[Field, Place] = {}
    seen: set[int] = set()  # Readers share values; the gateway keeps them, so ids stay theirs.
    for chain in subject.gateway.chains.values():
        for route in chain.routes:
            for value in _values(route):
                if id(value) not in seen:
                    seen.add(id(value))
                    for field in fields(value):
                        found.setdefault(field, route.place)
    for name, place in subject.gateway.headers_read.items():
        found.setdefault(Field("header", name), place)
    subject.memo["fields-read"] = found
    return found


def _values(route: Route) -> Iterator[Value]:
    """The values that a route reads."""
    if isinstance(route.condition, Match):
        yield route.condition.value
    elif not isinstance(route.condition, Always):
        yield from values_of(route.condition)
    for action in route.actions:
        if isinstance(action, SetField | SetVariable | AddHeader | Switch):
            if action.value is not None:
                yield action.value
        elif isinstance(action, Redirect):
            yield action.location


def headers_read(subject: Subject) -> dict[str, Place]:
    """The request headers that the gateway reads, and where."""
    known = subject.memo.get("headers-read")
    if isinstance(known, dict):
        return known
    found = subject.memo["headers-read"] = {
        field.argument: place
        for field, place in fields_read(subject).items()
        if field.name in ("header", "header-item")
    }
    return found


def headers_set(subject: Subject) -> set[str]:
    """The request headers that the gateway makes itself, of something else."""
    known = subject.memo.get("headers-set")
    if isinstance(known, set):
        return known
    found = subject.memo["headers-set"] = {
        action.argument
        for chain in subject.gateway.chains.values()
        for route in chain.routes
        for action in route.actions
        if isinstance(action, SetField)
        and action.field == "header"
        and action.value is not None
        and all(field.argument != action.argument for field in fields(action.value))
    }
    return found


def header_change(subject: Subject, pool: Pool, header: str) -> SetField | None:
    """What unconditionally replaces or deletes ``header`` on every way to the pool, if anything.

    The pool's own rules come last, so they are asked first.
    """
    own = _last_change(subject, pool.chain, header)
    if own is not None:
        return own
    found = None
    for listener in listeners_of(subject, pool):
        found = _last_change(subject, listener.entry, header)
        if found is None:
            return None
    return found


def change_place(subject: Subject, change: SetField) -> Place | None:
    """Where that change stands."""
    for _, route in subject.gateway.routes():
        if any(action is change for action in route.actions):
            return route.place
    return None


def _last_change(subject: Subject, chain: str, header: str) -> SetField | None:
    """The last change of the header in a chain, if it is unconditional."""
    known = subject.memo.get("header-changes")
    if not isinstance(known, dict):
        known = subject.memo["header-changes"] = {}
    if chain not in known:
        known[chain] = _changes(subject, chain)
    found = known[chain].get(header)
    return found if isinstance(found, SetField) else None


def _changes(subject: Subject, chain: str) -> dict[str, SetField | None]:
    """The last change of each header in a chain; None when it is conditional."""
    found: dict[str, SetField | None] = {}
    known = subject.gateway.chains.get(chain)
    for route in known.routes if known is not None else ():
        for action in route.actions:
            if isinstance(action, SetField) and action.field == "header":
                always = isinstance(route.condition, Always)
                found[action.argument] = action if always else None
    return found


def answers_itself(subject: Subject, pool: Pool) -> bool:
    """Whether the pool's own rules answer every request, so that no server is needed."""
    if pool.implicit:
        return _listener_answers(subject, pool)
    chain = subject.gateway.chains.get(pool.chain)
    for route in chain.routes if chain is not None else ():
        ends = [action for action in route.actions if isinstance(action, ENDINGS)]
        if ends and isinstance(ends[0], ToPool | ToServer):
            return False
        if isinstance(route.condition, Always) and ends:
            return isinstance(ends[0], Respond | Redirect | Reject)
    return False


def _listener_answers(subject: Subject, pool: Pool) -> bool:
    """Whether the listener that the pool belongs to answers by itself, such as with statistics."""
    return any(
        isinstance(action, Respond)
        for listener in subject.gateway.listeners
        if listener.name == pool.name and listener.entry in subject.gateway.chains
        for route in subject.gateway.chains[listener.entry].routes
        for action in route.actions
    )


def few_sources(subject: Subject) -> dict[str, Place]:
    """The pools that only a handful of client addresses may reach, and which line says so."""
    known = subject.memo.get("few-sources")
    if isinstance(known, dict):
        return known
    found: dict[str, Place] = {}
    for chain in subject.gateway.chains.values():
        for route in chain.routes:
            if isinstance(route.condition, Not) and _all_but_few(route):
                for pool in reachable_pools(subject.gateway, chain.name):
                    found.setdefault(pool, route.place)
                break  # The chain's first such line is the one that is named.
    subject.memo["few-sources"] = found
    return found


def _all_but_few(route: Route) -> bool:
    """Whether the route refuses all source addresses but a handful."""
    if not any(isinstance(action, Reject) for action in route.actions):
        return False
    match = route.condition.part if isinstance(route.condition, Not) else None
    if not isinstance(match, Match) or match.value != Field("source"):
        return False
    total = 0
    for pattern in match.patterns:
        try:
            total += ip_network(pattern.text, strict=False).num_addresses
        except ValueError:
            return False
    return 0 < total <= FEW
