"""Routes that can never decide, and which route takes their requests."""

from steelyard.forecast.routing.cover import Seen
from steelyard.lint.constant import is_always
from steelyard.lint.keys import fields
from steelyard.lint.rule import Subject
from steelyard.lint.ways import decides, leaves, takes_all
from steelyard.model.conditions import ALWAYS, All, Any, Condition, InTable, Match, Never, Not
from steelyard.model.routing import (
    AddHeader,
    Chain,
    Redirect,
    Reject,
    Respond,
    Route,
    SetField,
    SetVariable,
    Switch,
)
from steelyard.model.values import Field, Pattern

Shadows = list[tuple[Chain, Route, list[Route]]]
"""A route that takes all requests of others, in its chain, with those others."""

NAMES = (Field("server-name"), Field("header", "host"), Field("header-item", "host"))
"""Fields with a site's name, which every client writes in lower case."""

PATHS = frozenset({"path", "target", "query", "clean-path"})
"""Fields that change together."""


def shadows(subject: Subject) -> Shadows:
    """Every route that takes all requests of others; looked up once.

    A chain whose order the dialect's precedence made holds none: what stands
    last there is the answer when nothing matched.
    """
    found = subject.memo.get("shadows")
    if not isinstance(found, list):
        found = subject.memo["shadows"] = [
            entry
            for chain in subject.gateway.chains.values()
            if len(chain.routes) > 1 and not chain.by_precedence
            for entry in _of_chain(chain)
        ]
    return found


def _of_chain(chain: Chain) -> Shadows:
    """The shadowed routes of a chain, by the route that takes their requests."""
    seen = Seen()
    met: list[tuple[Condition, int]] = []
    asked: set[str] = set()
    found: dict[int, list[Route]] = {}
    for index, route in enumerate(chain.routes):
        changed = _changes(route)
        if changed & asked:
            met = [entry for entry in met if not changed & _asks(entry[0])]
            asked = {name for condition, _ in met for name in _asks(condition)}
            seen = Seen()
            for condition, owner in met:
                seen.add(condition, owner)
        if not route.implicit and not isinstance(route.condition, Never) and decides(route):
            taker = seen.find(_caseless(route.condition))
            if taker is not None and not _is_its_fallback(chain.routes[taker], route):
                found.setdefault(taker, []).append(route)
        if leaves(route):
            always = is_always(route.condition)
            wide = ALWAYS if always else _caseless(route.condition)
            seen.add(wide, index)
            met.append((wide, index))
            asked |= _asks(wide)
    return [
        (chain, chain.routes[taker], losers)
        for taker, losers in found.items()
        if not chain.routes[taker].implicit
    ]


def _changes(route: Route) -> set[str]:
    """What a route changes for the conditions after it, by field and header."""
    found: set[str] = set()
    for action in route.actions:
        if isinstance(action, SetField):
            found |= PATHS if action.field in PATHS else {_name(action.field, action.argument)}
        elif isinstance(action, AddHeader):
            found.add(_name("header", action.name))
        elif isinstance(action, SetVariable):
            found.add(_name("variable", action.name))
    return found


def _asks(condition: Condition) -> set[str]:
    """What a condition looks at, likewise."""
    if isinstance(condition, All | Any):
        return {name for part in condition.parts for name in _asks(part)}
    if isinstance(condition, Not):
        return _asks(condition.part)
    if isinstance(condition, Match | InTable):
        return {_name(field.name, field.argument) for field in fields(condition.value)}
    return set()


def _name(field: str, argument: str) -> str:
    """One name for a field and its other forms."""
    if field == "host":
        return "header host"
    if field.startswith("parameter"):
        return "query"
    if field == "header-item":
        field = "header"
    return f"{field} {argument.lower()}".rstrip()


def _caseless(condition: Condition) -> Condition:
    """The condition with names of sites compared in any case, as they differ in nothing else."""
    if isinstance(condition, All):
        return All(tuple(_caseless(part) for part in condition.parts))
    if isinstance(condition, Any):
        return Any(tuple(_caseless(part) for part in condition.parts))
    if isinstance(condition, Not):
        return Not(_caseless(condition.part))
    if isinstance(condition, Match) and condition.value in NAMES:
        patterns = tuple(
            Pattern(one.kind, one.text.lower(), True, one.place) if one.kind != "regex" else one
            for one in condition.patterns
        )
        return Match(condition.value, patterns, condition.place, condition.name)
    return condition


def _is_its_fallback(taker: Route, loser: Route) -> bool:
    """Whether the loser says where a name goes that the taker finds no pool for."""
    return takes_all(loser.condition) and any(isinstance(a, Switch) for a in taker.actions)


def answers(route: Route) -> bool:
    """Whether the gateway answers by itself, so that no pool gets the request."""
    return any(isinstance(action, Reject | Respond | Redirect) for action in route.actions)
