"""pool/single-backup-serves: of several backups only one would help.

HAProxy configuration manual 4.2 (``option allbackups``); measured: 30/30 with
it, 60/0 without.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.members import actives, backups, names
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import listed

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each HTTP pool whose backups would not share the load."""
    for pool, _ in subject.pools():
        if pool.all_backups or pool.protocol != "http" or len(pool.servers) < 4:
            continue
        waiting, serving = backups(subject, pool), actives(subject, pool)
        if len(waiting) < 2 or len(serving) < 2:
            continue
        first, *rest = waiting
        yield report(
            first.place,
            pool.name,
            f"when {listed(names(serving))} of pool {pool.name} are down, {first.name} alone "
            f"takes 100 %; {listed(names(rest))} "
            f"{'gets' if len(rest) == 1 else 'get'} nothing until it fails too",
            f"one backup carries what {len(serving)} servers carried; it fails, then the next",
            "let all backups share the load: option allbackups",
            related=tuple((server.place, "would get nothing") for server in rest),
        )
