"""routing/empty-map: a map that decides about pools holds nothing.

HAProxy manual 7.3.1, map: a key without an entry gives the default value, or none.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.constant import with_variables
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.ways import fallback, lookups, pool_words, target, ways
from steelyard.model.routing import Switch
from steelyard.model.values import Literal, Lookup

report = Reporter(__name__, Severity.ERROR)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each rule whose map is empty.

    A map that is written in the configuration itself, with a default only, is
    somebody's choice.
    """
    files = {one.name: one.place.file for one in subject.gateway.named if one.kind == "map"}
    for _, route, switch in ways(subject).switches:
        for lookup in lookups(with_variables(subject, switch.value)):
            table = lookup.table
            if table.entries or not table.complete:
                continue
            if files.get(table.name, route.place.file) == route.place.file:
                continue
            yield report(
                route.place,
                table.name,
                f"the map {table.name} holds no entry, and {route.text!r} chooses the pool by it",
                f"every request that should be told apart goes {_where(subject, switch, lookup)}",
                "see what should have written the map, and refuse to deploy an empty one",
            )


def _where(subject: Subject, switch: Switch, lookup: Lookup) -> str:
    """Where all requests go then."""
    pool = ""
    if isinstance(lookup.default, Literal) and lookup.default.text in subject.gateway.pools:
        pool = lookup.default.text
    elif switch.otherwise is not None:
        last = fallback(subject.gateway, switch.otherwise)
        pool = "" if last is None else target(subject.gateway, last)
    return f"to {pool_words(subject, pool)}" if pool else "to no pool"
