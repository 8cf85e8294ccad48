"""limits/fullconn: a full load that is always reached."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool whose full load is below its number of servers."""
    for pool, _ in subject.pools():
        full = pool.limits.get("full-connections")
        if full is None or full.implicit or float(full.value) > len(pool.servers):
            continue
        yield report(
            full.place if full.place.line else pool.place,
            pool.name,
            f"pool {pool.name} counts as fully loaded at {full.value} connections, with "
            f"{len(pool.servers)} servers",
            "servers always have their upper connection limit: the dynamic limit is off",
            "set it to the number of connections at which the pool is really full",
        )
