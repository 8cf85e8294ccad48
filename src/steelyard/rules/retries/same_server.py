"""retries/same-server: a retry that goes where it just failed."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject

report = Reporter(__name__, Severity.NOTE)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool of several servers."""
    for pool, _ in subject.pools():
        retry = pool.retry
        if retry is None or retry.attempts == 1 or retry.another or len(pool.servers) < 2:
            continue
        yield report(
            retry.place if retry.place.line else pool.place,
            pool.name,
            f"retries of pool {pool.name} go to the server that failed",
            "a request fails although other servers could answer it",
            "let the last retry go to another server: option redispatch",
        )
