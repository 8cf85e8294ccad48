"""change/persistence-added: clients begin to stay on one server."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.changes import pool_changes
from steelyard.lint.rule import Reporter, Subject

report = Reporter(__name__, Severity.WARNING)

ENDS = ("max-idle", "max-life", "expire")
"""Settings that let a client be balanced anew one day."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool that had no persistence and has an endless one."""
    for change in pool_changes(subject):
        old, new = change.old.pool.persistence, change.new.pool.persistence
        if old or not new or len(change.new.pool.servers) < 2:
            continue
        endless = [entry for entry in new if not any(name in entry.settings for name in ENDS)]
        if endless:
            yield report(
                endless[0].place,
                change.name,
                f"pool {change.name} now keeps clients on a server for as long as they stay",
                "servers that were down when clients came, or that are added later, stay idle: "
                "after a recovery the shares do not even out",
                "bound it, with maxidle and maxlife, or leave the clients free",
            )
