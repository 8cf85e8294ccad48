"""Routes that can never decide, and which route takes their requests."""

from steelyard.forecast.routing.cover import Seen
from steelyard.lint.constant import is_always
from steelyard.lint.rule import Subject
from steelyard.lint.ways import decides, leaves, takes_all
from steelyard.model.conditions import ALWAYS, All, Any, Condition, Match, Never, Not
from steelyard.model.routing import Chain, Redirect, Reject, Respond, Route, Switch
from steelyard.model.values import Field, Pattern

Shadows = list[tuple[Chain, Route, list[Route]]]
"""A route that takes all requests of others, in its chain, with those others."""

NAMES = (Field("server-name"), Field("header", "host"), Field("header-item", "host"))
"""Fields with a site's name, which every client writes in lower case."""


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
    found: dict[int, list[Route]] = {}
    for index, route in enumerate(chain.routes):
        if not route.implicit and not isinstance(route.condition, Never) and decides(route):
            taker = seen.find(_caseless(route.condition))
            if taker is not None and not _is_its_fallback(chain.routes[taker], route):
                found.setdefault(taker, []).append(route)
        if leaves(route):
            always = is_always(route.condition)
            seen.add(ALWAYS if always else _caseless(route.condition), index)
    return [
        (chain, chain.routes[taker], losers)
        for taker, losers in found.items()
        if not chain.routes[taker].implicit
    ]


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
