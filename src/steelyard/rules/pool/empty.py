"""pool/empty: requests reach a pool without servers.

HAProxy accepts it in silence and answers 503 (measured); NGINX refuses it.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.scan import answers_itself

report = Reporter(__name__, Severity.ERROR)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each reached pool that has no server and does not answer by itself."""
    for pool, _ in subject.pools():
        if pool.servers or pool.resolves_late or pool.unknown or answers_itself(subject, pool):
            continue
        yield report(
            pool.place,
            pool.name,
            f"pool {pool.name} has no server",
            "every request that reaches it fails with 503",
            "add its servers; if a generator wrote this file, find out why it found none",
        )
