"""change/persistence-removed: clients lose the server that has their session."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.changes import pool_changes
from steelyard.lint.rule import Reporter, Subject

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool that had persistence and has none."""
    for change in pool_changes(subject):
        old, new = change.old.pool.persistence, change.new.pool.persistence
        if old and not new and len(change.new.pool.servers) > 1:
            written = old[0].written or old[0].kind
            yield report(
                change.new.pool.balance.place
                if not change.new.pool.balance.implicit
                else change.new.pool.place,
                change.name,
                f"pool {change.name} no longer keeps clients on a server ({written} is gone)",
                "clients whose session lives on one server lose it at the reload",
                "make sure that all servers share the sessions before persistence goes",
                related=((old[0].place, "it stood here"),),
            )
