"""persistence/duplicate-cookie: two servers that one cookie value names.

HAProxy configuration manual 5.2 (``cookie``); measured: the first one gets all.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.members import actives
from steelyard.lint.rule import Reporter, Subject
from steelyard.model.pool import Server

report = Reporter(__name__, Severity.ERROR)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool with a repeated value."""
    for pool, _ in subject.pools():
        if not pool.persistence:
            continue
        seen: dict[str, Server] = {}
        for server in actives(subject, pool):
            if server.cookie is None:
                continue
            first = seen.setdefault(server.cookie, server)
            if first is not server:
                yield report(
                    server.place,
                    pool.name,
                    f"{first.name} and {server.name} of pool {pool.name} have the same cookie "
                    f"value, {server.cookie}",
                    f"clients that {server.name} was given come back to {first.name}: their "
                    f"sessions get lost, and {first.name} carries both servers' sessions",
                    "give every server a value of its own",
                    related=((first.place, "the same value"),),
                )
                break
