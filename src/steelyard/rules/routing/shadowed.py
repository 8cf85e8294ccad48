"""routing/shadowed: routes that can never decide anything.

The founding incident with wrong routing rules: a rule that is too wide stands
above the ones for other pools and takes their requests.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.forecast.routing.cover import Seen
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import listed, shares_text
from steelyard.model.conditions import Never
from steelyard.model.routing import (
    ENDINGS,
    Chain,
    Goto,
    Reject,
    Route,
    Switch,
    ToPool,
    ToServer,
)

report = Reporter(__name__, Severity.ERROR)

Pairs = dict[int, tuple[Route, list[Route]]]
"""Routes that take others' requests, by position, each with those others."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each route that takes all requests of others."""
    for chain in subject.gateway.chains.values():
        if len(chain.routes) > 1:
            for taker, losers in _shadows(chain).values():
                yield from _finding(subject, taker, losers)


def _shadows(chain: Chain) -> Pairs:
    """The shadowed routes of a chain, by the route that takes their requests."""
    seen = Seen()
    found: Pairs = {}
    for index, route in enumerate(chain.routes):
        if not route.implicit and not isinstance(route.condition, Never) and _decides(route):
            taker = seen.find(route.condition)
            if taker is not None:
                found.setdefault(taker, (chain.routes[taker], []))[1].append(route)
        if _ends(route):
            seen.add(route.condition, index)
    return found


def _ends(route: Route) -> bool:
    """Whether the walk certainly leaves the chain at this route when its condition holds."""
    return any(
        (isinstance(action, ENDINGS) and not isinstance(action, ToServer))
        or (isinstance(action, Switch) and action.otherwise is not None)
        for action in route.actions
    )


def _decides(route: Route) -> bool:
    """Whether the route would have decided where the request goes."""
    return any(isinstance(action, (*ENDINGS, Switch)) for action in route.actions)


def _target(subject: Subject, route: Route) -> str:
    """The pool that a route leads to, "" when it leads to none or to several."""
    for action in route.actions:
        if isinstance(action, ToPool):
            return action.pool
        if isinstance(action, Goto):
            chain = subject.gateway.chains.get(action.chain)
            last = chain.routes[-1] if chain is not None and chain.routes else None
            if last is not None and last is not route:
                pools = [a.pool for a in last.actions if isinstance(a, ToPool)]
                if pools:
                    return pools[0]
    return ""


def _finding(subject: Subject, taker: Route, losers: list[Route]) -> Iterator[Finding]:
    """The finding at the route that takes the requests."""
    winner = _target(subject, taker)
    pools = [pool for route in losers if (pool := _target(subject, route)) and pool != winner]
    same = winner and all(_target(subject, route) == winner for route in losers)
    refuses = any(isinstance(action, Reject) for action in taker.actions)
    lines = listed([f"line {route.place.line}" for route in losers])
    promise = subject.forecast.pools.get(winner)
    shares = f" ({shares_text(promise)})" if promise is not None else ""
    who = f"pool {winner}{shares}" if winner else taker.text or taker.kind
    if pools:
        verb = "gets" if len(set(pools)) == 1 else "get"
        message = (
            f"{listed(list(dict.fromkeys(pools)))} {verb} nothing by {lines}: "
            f"{taker.text!r} stands above and sends those requests to {who}"
        )
    else:
        message = f"{lines} never applies: {taker.text!r} stands above and takes its requests"
    yield report(
        taker.place,
        pools[0] if pools else winner or taker.kind,
        message,
        f"requests meant for {listed(list(dict.fromkeys(pools)))} arrive at {who}"
        if pools
        else "the rule is dead",
        "put the narrower rule above the wider one, or make the wider one narrower",
        severity=Severity.NOTE if same else Severity.WARNING if refuses else Severity.ERROR,
        related=tuple((route.place, f"{route.text!r} never applies") for route in losers[:5]),
        identity=taker.text,
        pool=winner,
        losing=list(dict.fromkeys(pools)),
    )
