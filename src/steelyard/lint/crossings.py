"""Two rules of which neither is the wider one, and that both take some request."""

from collections.abc import Iterator
from itertools import islice

from steelyard.core.record import frozen
from steelyard.forecast.routing.cover import excludes
from steelyard.forecast.routing.outcome import Outcome
from steelyard.forecast.routing.request import Request
from steelyard.forecast.routing.walk import walk
from steelyard.lint.rule import Subject
from steelyard.lint.shadows import reach
from steelyard.lint.ways import PATHS, leaves, target
from steelyard.model.conditions import All, Condition, Match
from steelyard.model.gateway import Listener
from steelyard.model.routing import Chain, Route
from steelyard.model.values import Field, Pattern

MOST = 3
"""Pairs of one listener that are told."""

ASKED = 40
"""Pairs of one listener that are looked at closely."""

COMPARED = 5_000
"""Pairs of one listener that are looked at."""

PLAIN = Match(Field("path"), (Pattern("regex", r"/[a-z]+(\.[a-z0-9]+)?$"),))
"""What a path looks like that people know."""

Sided = tuple[int, Route, str, str]
"""A route with its number, its pool, and from which side it looks at the path."""


@frozen
class Crossing:
    """Two routes to different pools, the request that both take, and the pools."""

    first: Route
    second: Route
    witness: Request
    pool: str
    other: str


def crossings(subject: Subject) -> Iterator[Crossing]:
    """Pairs of a listener's routes that look at paths from different sides.

    One asks how a path begins, the other how it ends or what is in it, and they
    lead to different pools.  A narrow rule above a wide one is the usual style
    and does not count.
    """
    for listener in subject.gateway.listeners:
        chain = subject.gateway.chains.get(listener.entry)
        usable = listener.protocol == "http" and not listener.disabled and listener.binds
        if chain is not None and usable and not chain.by_precedence:
            yield from _of_chain(subject, listener, chain)


def _of_chain(subject: Subject, listener: Listener, chain: Chain) -> Iterator[Crossing]:
    """The pairs of one chain."""
    told: set[int] = set()
    for first, second in islice(_pairs(_sided(subject, chain)), ASKED):
        if first[0] in told:
            continue
        witness = _witness(subject, listener, first, second)
        if witness is not None:
            told.add(first[0])
            yield Crossing(first[1], second[1], witness, first[2], second[2])
        if len(told) >= MOST:
            return


def _sided(subject: Subject, chain: Chain) -> list[Sided]:
    """The routes to pools that look at the path from one side."""
    found = []
    for number, route in enumerate(chain.routes):
        side = _side(route.condition)
        pool = target(subject.gateway, route) if side and leaves(route) else ""
        if pool:
            found.append((number, route, pool, side))
    return found


def _pairs(routes: list[Sided]) -> Iterator[tuple[Sided, Sided]]:
    """Pairs worth a closer look."""
    compared = 0
    for at, second in enumerate(routes):
        for first in routes[:at]:
            compared += 1
            if compared > COMPARED:
                return
            differ = first[2] != second[2] and first[3] != second[3]
            if differ and not excludes(first[1].condition, second[1].condition):
                yield first, second


def _side(condition: Condition) -> str:
    """Whether the one test of the path asks for its ``front`` or its ``end``; "" for neither."""
    parts = condition.parts if isinstance(condition, All) else (condition,)
    tests = [part for part in parts if isinstance(part, Match) and part.value in PATHS]
    if len(tests) != 1:
        return ""
    kinds = {_kind(pattern.kind, pattern.text) for pattern in tests[0].patterns}
    return kinds.pop() if len(kinds) == 1 else ""


def _kind(kind: str, text: str) -> str:
    if kind == "prefix":
        return "front" if len(text) > 1 else ""
    if kind in ("suffix", "contains"):
        return "end"
    if kind == "regex":
        anchored = text.startswith("^/")
        closed = text.endswith("$") and not text.endswith("\\$")
        return "front" if anchored and not closed else "end" if closed and not anchored else ""
    return ""


def _witness(subject: Subject, listener: Listener, first: Sided, second: Sided) -> Request | None:
    """A request that both take, the first of them by its place; None when one is wider."""
    one, other = first[1].condition, second[1].condition
    asking = reach(subject)
    for wanted in (((one, True), (other, False)), ((other, True), (one, False))):
        if asking.solve(wanted).request is None:
            return None
    both = (one, True), (other, True)
    shared = asking.solve((*both, (PLAIN, True))).request or asking.solve(both).request
    if shared is None or shared.settled:
        return None
    bind = listener.binds[0]
    scheme = "https" if bind.tls else "http"
    request = Request(
        shared.method, shared.target, shared.headers, shared.source, scheme=scheme, port=bind.port
    )
    return request if _decides(walk(subject.gateway, request), first) else None


def _decides(outcome: Outcome, first: Sided) -> bool:
    """Whether the request ends where the first route leads."""
    return outcome.kind == "pool" and outcome.pool == first[2]
