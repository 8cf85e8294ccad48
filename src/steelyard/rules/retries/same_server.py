"""retries/same-server: a retry that goes where it just failed."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import listed

report = Reporter(__name__, Severity.NOTE)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for all such pools of several servers: one line in the defaults mends them."""
    found = [
        (pool, pool.retry)
        for pool, _ in subject.pools()
        if pool.retry is not None
        and pool.retry.attempts != 1
        and not pool.retry.another
        and len(pool.servers) > 1
    ]
    if found:
        pool, retry = found[0]
        names = listed([one.name for one, _ in found])
        yield report(
            retry.place if retry.place.line else pool.place,
            pool.name,
            f"retries of pool{'s' if len(found) > 1 else ''} {names} go to the server that failed",
            "a request fails although other servers could answer it",
            "let the last retry go to another server: option redispatch",
            related=tuple((one.place, f"pool {one.name}") for one, _ in found[1:6]),
        )
