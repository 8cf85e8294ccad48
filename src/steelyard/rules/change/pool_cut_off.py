"""change/pool-cut-off: no listener leads to a pool any more."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.changes import pool_changes
from steelyard.lint.rule import Reporter, Subject

report = Reporter(__name__, Severity.ERROR)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool that lost its last route."""
    if subject.against is None:
        return
    for change in pool_changes(subject):
        name = change.name
        if name in subject.unreached and name not in subject.against.unreached:
            yield report(
                change.new.pool.place,
                name,
                f"no route leads to pool {name} any more; before the change one did",
                "the requests that it served go to another pool or to an error",
                "put the route back, or remove the pool together with its route",
            )
