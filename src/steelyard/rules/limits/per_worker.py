"""limits/per-worker: a limit that counts once for each worker."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool with limits and unshared state."""
    for pool, _ in subject.pools():
        if pool.state != "worker" or pool.copies == 1:
            continue
        for server in pool.servers:
            limit = server.limits.get("max-connections")
            if limit is not None and float(limit.value) > 0:
                times = "the number of workers" if pool.copies is None else f"{pool.copies} workers"
                yield report(
                    limit.place if limit.place.line else server.place,
                    pool.name,
                    f"the limit of {limit.value} connections to {server.name} of pool "
                    f"{pool.name} is counted by each worker for itself",
                    f"the server gets up to {limit.value} times {times}",
                    "share the pool's state between workers: zone NAME 64k;",
                )
                break
