"""persistence/table-lost-on-reload: a table that starts empty after every reload.

HAProxy configuration manual 3.5 (``peers``): the old process hands its tables
to the new one through the local peer.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.members import actives
from steelyard.lint.rule import Reporter, Subject

report = Reporter(__name__, Severity.NOTE)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool whose clients are remembered in such a table."""
    for pool, _ in subject.pools():
        for rule in pool.persistence:
            if rule.kind != "table" or "size" not in rule.settings or "peers" in rule.settings:
                continue
            if len(actives(subject, pool)) < 2:
                continue
            yield report(
                rule.place,
                pool.name,
                f"the table that binds clients to servers of pool {pool.name} has no peers",
                "each reload starts with an empty table: every client is balanced anew, and "
                "sessions kept on a server get lost",
                "name a peers section that contains this machine: it hands the table on",
            )
            break
