"""change/check-removed: servers that were watched are not, or less well."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.changes import PoolChange, pool_changes
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import listed
from steelyard.model.pool import Server

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool that is watched less."""
    for change in pool_changes(subject):
        weaker = list(_weaker(change))
        if not weaker:
            continue
        lost = [server for server in weaker if server.check is None]
        names = listed([server.name for server in weaker])
        what = (
            "no longer checked" if lost else "checked by a mere connection, no longer by a dialogue"
        )
        yield report(
            weaker[0].place,
            change.name,
            f"{names} of pool {change.name}: {what}",
            "a server that fails stays in rotation and takes its share of requests",
            "put the check back",
        )


def _weaker(change: PoolChange) -> Iterator[Server]:
    """The servers whose check went away or became a mere connection."""
    before = {entry.server.name: entry.server.check for entry in change.old.servers}
    for entry in change.new.servers:
        old, new = before.get(entry.server.name), entry.server.check
        if old is not None and (new is None or (old.kind != "connect" and new.kind == "connect")):
            yield entry.server
