"""change/path-rewritten: servers see other paths for the same requests."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import listed
from steelyard.model.essence import essence
from steelyard.model.gateway import Gateway
from steelyard.model.routing import Chain, Route, SetField, ToPool

report = Reporter(__name__, Severity.WARNING)

PATHS = frozenset({"path", "target", "clean-path"})
"""The fields that decide which path a server sees."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each chain that hands on other paths than before."""
    if subject.against is None:
        return
    old = _passing(subject.against.gateway)
    for name, (route, pools, rewrites) in _passing(subject.gateway).items():
        before = old.get(name)
        if before is None or before[1] != pools or before[2] == rewrites:
            continue
        what = _what(bool(before[2]), bool(rewrites))
        yield report(
            route.place,
            pools[0],
            f"the path that pool {listed(pools)} sees is {what}: {route.text!r}, before "
            f"{before[0].text!r}",
            "the application gets other paths for the same requests and answers 404",
            "keep the path as it was, or change the application at the same moment",
            related=((before[0].place, "the old revision"),),
            identity=name,
        )


def _what(before: bool, now: bool) -> str:
    """What happened to the rewriting, in words."""
    if not before:
        return "rewritten now"
    return "rewritten in another way" if now else "no longer rewritten"


def _passing(gateway: Gateway) -> dict[str, tuple[Route, list[str], list[object]]]:
    """For each chain that hands requests on: its last such route, pools, rewrites."""
    found = {}
    for chain in gateway.chains.values():
        passing = [route for route in chain.routes if _pool(route)]
        if passing:
            pools = [_pool(route) for route in passing]
            found[chain.name] = (passing[-1], pools, _rewrites(chain))
    return found


def _pool(route: Route) -> str:
    """The pool that a route leads to, "" for none."""
    return next((a.pool for a in route.actions if isinstance(a, ToPool)), "")


def _rewrites(chain: Chain) -> list[object]:
    """What the chain makes of paths, in a form that can be compared."""
    return [
        (essence(route.condition), essence(action))
        for route in chain.routes
        for action in route.actions
        if isinstance(action, SetField) and action.field in PATHS
    ]
