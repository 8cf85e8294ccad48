"""Requests like a given one, from other clients and with other keys, that reach the same pool."""

from collections.abc import Callable, Iterator

from steelyard.core.record import replace
from steelyard.forecast.routing.request import Request
from steelyard.model.pool import PERSISTENCE, Pool
from steelyard.model.values import Field, Value, leaves
from steelyard.prove.question import Question, ask

TRIED = 3
"""Requests that a way of varying may lose in a row before it is given up."""

Change = Callable[[Request, int], Request]
"""A request made into its own number ``n``."""


def varied(base: Question, pool: Pool, anywhere: bool = True) -> Iterator[Question]:
    """Endless questions that reach the pool as ``base`` does, no two alike where possible.

    The client's address differs where the way allows it and clients may be
    ``anywhere``; what the pool's hash
    key or its persistence is made of differs too.
    """
    changes = [
        change
        for change in _changes(pool)
        if (anywhere or change is not source) and _keeps(base, change)
    ]
    number = 0
    lost = 0
    while True:
        number += 1
        request = base.request
        for change in changes:
            request = change(request, number)
        question = ask(base.door, request, base.line)
        if question.pool == base.pool or not changes:
            lost = 0
            yield question
            continue
        lost += 1
        if lost > TRIED:
            changes.pop()
            lost = 0


def _keeps(base: Question, change: Change) -> bool:
    """Whether requests changed so still reach the pool."""
    return all(
        ask(base.door, change(base.request, number), base.line).pool == base.pool
        for number in (1, 2, 77)
    )


def _changes(pool: Pool) -> list[Change]:
    """What may be varied: the client's address, and what keys are made of."""
    found: dict[str, Change] = {"source": source}
    keys: list[Value] = [] if pool.balance.key is None else [pool.balance.key.value]
    keys += [entry.key for entry in pool.persistence if entry.key is not None]
    for key in keys:
        for leaf in leaves(key):
            if isinstance(leaf, Field):
                found.update(_of_field(leaf))
    return list(found.values())


def _of_field(field: Field) -> dict[str, Change]:
    """Ways to vary a field, by a name of their own."""
    name, argument = field.name, field.argument
    if name in ("header", "header-item"):
        if argument.lower() == "host":
            return {"host": _host}
        return {f"header {argument}": _header(argument)}
    if name in ("cookie", "cookie-any-case"):
        return {f"cookie {argument}": _cookie(argument)}
    if name in ("parameter", "parameter-any-case"):
        return {f"parameter {argument}": _parameter(argument)}
    if name == "host":
        return {"host": _host}
    if name == "query":
        return {"query": _parameter("v")}
    if name in ("path", "clean-path"):
        return {"path": _path}
    if name == "target":
        return {"path": _path, "query": _parameter("v")}
    if name in ("capture", "variable") and argument != PERSISTENCE:
        return {"path": _path, "host": _host}
    return {}


def source(request: Request, number: int) -> Request:
    """A client's address of its own: the first three bytes differ for 57,000 numbers."""
    first = 20 + number * 73 % 200
    if first >= 127:
        first += 1  # loopback
    address = f"{first}.{number * 151 % 256}.{number * 197 % 256}.{1 + number * 31 % 254}"
    return replace(request, source=address)


def _path(request: Request, number: int) -> Request:
    path, mark, query = request.target.partition("?")
    end = "" if path.endswith("/") else "/"
    return replace(request, target=f"{path}{end}k{number}{mark}{query}")


def _host(request: Request, number: int) -> Request:
    lines = [(n, f"h{number}.{v}" if n.lower() == "host" else v) for n, v in request.headers]
    return replace(request, headers=tuple(lines))


def _header(name: str) -> Change:
    def change(request: Request, number: int) -> Request:
        kept = [pair for pair in request.headers if pair[0].lower() != name.lower()]
        return replace(request, headers=(*kept, (name, f"k{number}")))

    return change


def _cookie(name: str) -> Change:
    def change(request: Request, number: int) -> Request:
        lines = [value for key, value in request.headers if key.lower() == "cookie"]
        kept = [pair for pair in request.headers if pair[0].lower() != "cookie"]
        said = "; ".join([*lines, f"{name}=k{number}"])
        return replace(request, headers=(*kept, ("Cookie", said)))

    return change


def _parameter(name: str) -> Change:
    def change(request: Request, number: int) -> Request:
        path, _, query = request.target.partition("?")
        joined = "&" if query else ""
        return replace(request, target=f"{path}?{name}=k{number}{joined}{query}")

    return change
