"""change/servers-removed: half or more of a pool's servers vanish."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.changes import pool_changes
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import listed

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool that shrinks by half or more."""
    for change in pool_changes(subject):
        before = [e.server for e in change.old.servers if e.share is None or e.share > 0]
        now = {(s.address, s.port) for s in change.new.pool.servers}
        names = {server.name for server in change.new.pool.servers}
        gone = [s for s in before if (s.address, s.port) not in now and s.name not in names]
        left = sum(1 for e in change.new.servers if e.share is None or e.share > 0)
        if len(before) < 2 or 2 * len(gone) < len(before) or 2 * left > len(before):
            continue
        yield report(
            change.new.pool.place,
            change.name,
            f"the change removes {listed([server.name for server in gone])} from pool "
            f"{change.name}: {left} of {len(before)} servers are left",
            f"each server left carries {len(before) / max(1, left):.2g} times what it carried",
            "check the inventory that the list was made from; remove servers one at a time",
            removed=[server.name for server in gone],
        )
