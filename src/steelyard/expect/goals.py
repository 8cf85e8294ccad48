"""Whether an end is the one that was expected."""

from steelyard.forecast.routing.outcome import Outcome
from steelyard.forecast.routing.space.ends import End
from steelyard.lint.expectations import Goal
from steelyard.model.conditions import ALWAYS, Condition, Match, Never, Not
from steelyard.model.values import Literal, Pattern

RIGHT = Never()
"""No request that ends so is against the goal."""


def wrong(goal: Goal, end: End) -> Condition:
    """The requests with this end that are against the goal: `RIGHT`, all, or under a condition.

    All of an end that is not known: whether they are is unknown.
    """
    if end.kind == "unknown":
        return ALWAYS
    if goal.redirect or goal.redirect_prefix:
        return _not_redirected(goal, end)
    good = _fits(goal, end.kind, end.pool, end.status)
    return RIGHT if good else ALWAYS


def against(goal: Goal, outcome: Outcome) -> bool | None:
    """Whether one request's end is against the goal; None: unknown."""
    if outcome.kind == "unknown":
        return None
    if goal.redirect_prefix:
        return not outcome.location.startswith(goal.redirect_prefix)
    if goal.redirect:
        wanted = goal.redirect
        return outcome.kind != "redirect" or wanted not in (True, outcome.location)
    if not _fits(goal, outcome.kind, outcome.pool, outcome.status):
        return True
    return _other_server(goal.server, outcome) if goal.server else False


def _fits(goal: Goal, kind: str, pool: str, status: int | None) -> bool:
    """Whether pool and status are as they should be."""
    pool = pool if kind == "pool" else ""
    if goal.not_pools:
        return pool not in goal.not_pools
    if goal.status:
        return kind != "pool" and status in goal.status
    if goal.pools:
        return pool in goal.pools
    return kind == "pool"


def _other_server(server: str, outcome: Outcome) -> bool | None:
    """Whether another server than this one may get the request; None: that cannot be said."""
    if outcome.server:
        return outcome.server != server
    if any(choice.share is None for choice in outcome.servers):
        return None
    return any(c.share and c.server.name != server for c in outcome.servers) or not any(
        c.share for c in outcome.servers
    )


def _not_redirected(goal: Goal, end: End) -> Condition:
    """Where a redirect leads elsewhere; all requests of any other end."""
    if end.kind != "redirect":
        return ALWAYS
    if goal.redirect is True and not goal.redirect_prefix:
        return RIGHT
    kind = "prefix" if goal.redirect_prefix else "exact"
    text = goal.redirect_prefix or str(goal.redirect)
    if end.location is None:
        return ALWAYS
    if isinstance(end.location, Literal):
        there = end.location.text
        good = there.startswith(text) if kind == "prefix" else there == text
        return RIGHT if good else ALWAYS
    return Not(Match(end.location, (Pattern(kind, text),)))
