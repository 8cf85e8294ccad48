"""change/route-widened: a route takes more requests than before."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.forecast.routing.cover import covers
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.ways import pool_words, takes_all, target
from steelyard.model.essence import essence
from steelyard.model.gateway import Gateway
from steelyard.model.routing import Chain, Route

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each route whose condition has become wider."""
    if subject.against is None:
        return
    old = subject.against.gateway
    for name, chain in subject.gateway.chains.items():
        if chain.by_precedence or name not in old.chains:
            continue
        before = _by_pool(old, old.chains[name])
        for pool, routes in _by_pool(subject.gateway, chain).items():
            for was, now in zip(before.get(pool, ()), routes, strict=False):
                if _widened(was, now):
                    yield report(
                        now.place,
                        pool,
                        f"{now.text!r} takes more requests than {was.text!r} did",
                        f"requests that went elsewhere arrive at {pool_words(subject, pool)}",
                        "check that they are meant to, or make the condition as narrow as it was",
                        related=((was.place, "the old revision"),),
                        identity=now.text,
                    )


def _by_pool(gateway: Gateway, chain: Chain) -> dict[str, list[Route]]:
    """The routes of a chain by the pool that they lead to, catch-alls left out."""
    found: dict[str, list[Route]] = {}
    for route in chain.routes:
        pool = target(gateway, route)
        if pool and not route.implicit and not takes_all(route.condition):
            found.setdefault(pool, []).append(route)
    return found


def _widened(was: Route, now: Route) -> bool:
    """Whether the new condition covers the old one, and not the other way round."""
    if essence(was.condition) == essence(now.condition):
        return False
    return covers(now.condition, was.condition) and not covers(was.condition, now.condition)
