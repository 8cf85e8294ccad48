"""routing/deny-all: an answer without a condition, so that every rule behind it is dead.

HAProxy manual 4.2, http-request deny, return and redirect.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.core.place import Place
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.shadows import answers, shadows
from steelyard.lint.ways import listener_of, target
from steelyard.lint.words import listed
from steelyard.model.conditions import Always
from steelyard.model.routing import Chain, Redirect, Reject, Respond, Route
from steelyard.model.values import Join, Literal, Value

report = Reporter(__name__, Severity.ERROR)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each such answer.

    It is a note where it sends everybody to another site (a redirect-only
    listener), and where it closes only a part of the listener.
    """
    said: set[Place] = set()
    for chain, taker, all_losers in shadows(subject):
        losers = [route for route in all_losers if not _lives_elsewhere(subject, chain, route)]
        if not losers:
            continue
        if not (isinstance(taker.condition, Always) and answers(taker)) or taker.place in said:
            continue
        entry = listener_of(subject, chain) is not None
        if entry or any(target(subject.gateway, route) for route in losers):
            said.add(taker.place)
            yield _finding(subject, chain, taker, losers)


def _lives_elsewhere(subject: Subject, chain: Chain, route: Route) -> bool:
    """Whether the same line works in another chain, for other requests of its block."""
    known = subject.memo.get("chains-of-lines")
    if not isinstance(known, dict):
        lines: dict[tuple[Place, str], set[str]] = {}
        for other, one in subject.gateway.routes():
            lines.setdefault((one.place, one.text), set()).add(other.name)
        known = subject.memo["chains-of-lines"] = lines
    return bool(known.get((route.place, route.text), set()) - {chain.name})


def _finding(subject: Subject, chain: Chain, taker: Route, losers: list[Route]) -> Finding:
    """The finding at the answer."""
    gateway = subject.gateway
    pools = [pool for route in losers if (pool := target(gateway, route))]
    pools = list(dict.fromkeys(pools))
    lines = listed([f"line {route.place.line}" for route in losers])
    action = next(a for a in taker.actions if isinstance(a, Reject | Respond | Redirect))
    meant = listener_of(subject, chain) is None
    if isinstance(action, Redirect):
        what, meant = "is redirected", meant or _leads_away(action.location)
    else:
        what = "is refused" if isinstance(action, Reject) else "is answered here"
    named = f"; pool {listed(pools)} gets nothing by this" if pools else ""
    return report(
        taker.place,
        pools[0] if pools else taker.kind,
        f"{taker.text!r} has no condition: every request {what} and {lines} never applies",
        f"every request that comes here {what}{named}",
        "give the rule the condition it was written for, or delete the rules behind it",
        severity=Severity.NOTE if meant else None,
        related=tuple((route.place, f"{route.text!r} never applies") for route in losers[:5]),
        losing=pools,
    )


def _leads_away(location: Value) -> bool:
    """Whether a redirect names a scheme, and so another listener or site."""
    while isinstance(location, Join) and location.parts:
        parts = location.parts
        if isinstance(parts[0], Literal) and len(parts) > 1 and isinstance(parts[1], Literal):
            return (parts[0].text + parts[1].text).startswith(("http:", "https:"))
        location = parts[0]
    return isinstance(location, Literal) and location.text.startswith(("http:", "https:"))
