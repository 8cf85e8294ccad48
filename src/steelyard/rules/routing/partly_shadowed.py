"""routing/partly-shadowed: a path that a rule names, taken by a wider rule above.

HAProxy manual 4.2, use_backend: the first rule that matches decides.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.forecast.routing.cover import pattern_covers
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.shadows import shadows, unions
from steelyard.lint.ways import leaves, pool_words, target, ways
from steelyard.model.conditions import Any, Condition, Match
from steelyard.model.routing import Route
from steelyard.model.values import Pattern

report = Reporter(__name__, Severity.WARNING)

WIDE = frozenset({"prefix", "contains", "suffix", "regex"})
"""Kinds of patterns that may take what another names."""

NAMED = frozenset({"exact", "prefix"})
"""Kinds of patterns that name a path or a host."""

MOST = 400
"""Wide patterns of one chain that are compared."""

Wide = tuple[Match, Pattern, Route, str]
"""A pattern that takes requests, in its test and route, and the pool it leads to."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each rule that loses some of its tests to rules above.

    A rule that loses all of them is for routing/shadowed.
    """
    lost = {id(loser) for _, _, losers in shadows(subject) for loser in losers}
    lost |= {id(loser) for _, _, loser in unions(subject)}
    above: dict[int, list[Wide]] = {}
    said: set[int] = set()
    for chain, route, match in ways(subject).matches:
        pool = target(subject.gateway, route)
        if chain.by_precedence or not pool:
            continue
        met = above.setdefault(id(chain), [])
        if id(route) not in lost | said:
            found = _taken(met, route, match, pool)
            if found is not None:
                said.add(id(route))
                yield _finding(subject, route, pool, *found)
        if leaves(route) and _alone(route.condition, match) and len(met) < MOST:
            met += [(match, p, route, pool) for p in match.patterns if p.kind in WIDE]


def _alone(condition: Condition, match: Match) -> bool:
    """Whether the test suffices for its route to apply."""
    return condition == match or (isinstance(condition, Any) and match in condition.parts)


def _taken(met: list[Wide], route: Route, match: Match, pool: str) -> tuple[Pattern, Wide] | None:
    """The first pattern of the test that a wider one of another pool takes, and that one."""
    for pattern in match.patterns:
        if pattern.kind not in NAMED:
            continue
        for wide in met:
            test, taker, owner, other = wide
            # Most that stand above are prefixes, and other ones: told in no time.
            plain = taker.kind == "prefix" and not taker.ignore_case
            if plain and not pattern.text.startswith(taker.text):
                continue
            if owner is route or other == pool or test.value != match.value:
                continue
            if pattern_covers(taker, pattern):
                return pattern, wide
    return None


def _finding(subject: Subject, route: Route, pool: str, lost: Pattern, wide: Wide) -> Finding:
    """The finding at the rule that takes."""
    _, taker, owner, other = wide
    place = lost.place if lost.place.line else route.place
    return report(
        owner.place,
        pool,
        f"{owner.text!r} also takes {lost.text}, which line {place.line} names for pool {pool}",
        f"requests for {lost.text} reach {pool_words(subject, other)} instead of pool {pool}",
        f"put {route.text!r} above it, or make {taker.text!r} narrower",
        related=((place, f"names {lost.text}"),),
        identity=f"{owner.text} {lost.text}",
        pool=other,
        instead_of=pool,
    )
