"""Routes that can never decide, and which routes take their requests."""

from collections import Counter
from itertools import takewhile
from typing import TYPE_CHECKING

from steelyard.core.record import record
from steelyard.lint.rule import Subject
from steelyard.lint.ways import decides, takes_all
from steelyard.model.conditions import Always, Any, Condition, Match
from steelyard.model.routing import Chain, Redirect, Reject, Respond, Route, Switch

if TYPE_CHECKING:
    from steelyard.lint.reach import Dead, Reach

Shadows = list[tuple[Chain, Route, list[Route]]]
"""A route that takes all requests of others, in its chain, with those others."""

Unions = list[tuple[Chain, tuple[Route, ...], Route]]
"""Several routes that together take all requests of another."""


@record
class Idle:
    """The routes of a gateway that never decide anything.

    ``impossible``: their own tests exclude one another.
    """

    shadows: Shadows
    unions: Unions
    impossible: list[tuple[Chain, Route]]


def shadows(subject: Subject) -> Shadows:
    """Every route that alone takes all requests of others."""
    return idle(subject).shadows


def unions(subject: Subject) -> Unions:
    """Every route whose requests several others take together."""
    return idle(subject).unions


def impossible(subject: Subject) -> list[tuple[Chain, Route]]:
    """Every route whose tests exclude one another."""
    return idle(subject).impossible


def reach(subject: Subject) -> "Reach":
    """Answers about the subject's gateway, with one budget for all rules."""
    from steelyard.lint.reach import Reach

    found = subject.memo.get("reach")
    if not isinstance(found, Reach):
        found = subject.memo["reach"] = Reach(subject.gateway)
    return found


def idle(subject: Subject) -> Idle:
    """The routes that never decide anything; looked up once.

    A chain whose order the dialect's precedence made holds no shadows: what
    stands last there is the answer when nothing matched.
    """
    found = subject.memo.get("idle")
    if not isinstance(found, Idle):
        found = subject.memo["idle"] = Idle([], [], [])
        dead = [
            one
            for chain in subject.gateway.chains.values()
            if _worth_asking(chain)
            for one in reach(subject).dead(chain)
        ]
        _sort(_everywhere(subject, dead) if dead else [], found)
    return found


def _everywhere(subject: Subject, dead: "list[Dead]") -> "list[Dead]":
    """Those whose line works in no other way either, for other requests of its block."""
    lines = Counter(route.place for _, route in subject.gateway.routes() if not route.implicit)
    lines.subtract(one.route.place for one in dead)
    return [one for one in dead if not lines[one.route.place]]


def _worth_asking(chain: Chain) -> bool:
    """Whether a route of the chain may stand in another's way, or in its own."""
    deciding = [route for route in chain.routes if not route.implicit and decides(route)]
    if chain.by_precedence or len(chain.routes) < 2:
        return any(not _single(route.condition) for route in deciding)
    return bool(deciding)


def _single(condition: Condition) -> bool:
    """Whether a condition has one test at most."""
    if isinstance(condition, Any):
        return all(_single(part) for part in condition.parts)
    return isinstance(condition, Always | Match)


def _sort(dead: "list[Dead]", found: Idle) -> None:
    """Notes the idle routes by what takes their requests."""
    by_taker: dict[int, tuple[Chain, Route, list[Route]]] = {}
    for one in dead:
        chain, route, takers = one.chain, one.route, one.takers
        if not takers:
            found.impossible.append((chain, route))
        elif len(takers) == 1:
            taker = takers[0]
            if not taker.implicit and not _is_a_fallback(chain, route):
                by_taker.setdefault(id(taker), (chain, taker, []))[2].append(route)
        elif not takes_all(route.condition) and not all(taker.implicit for taker in takers):
            # What stands last without a test is meant for what nobody thought of.
            found.unions.append((chain, takers, route))
    found.shadows += by_taker.values()


def _is_a_fallback(chain: Chain, loser: Route) -> bool:
    """Whether the loser says where a name goes that a route above finds no pool for."""
    if not takes_all(loser.condition):
        return False
    above = takewhile(lambda route: route is not loser, chain.routes)
    return any(isinstance(action, Switch) for route in above for action in route.actions)


def answers(route: Route) -> bool:
    """Whether the gateway answers by itself, so that no pool gets the request."""
    return any(isinstance(action, Reject | Respond | Redirect) for action in route.actions)
