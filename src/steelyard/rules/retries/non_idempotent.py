"""retries/non-idempotent: changes carried out twice."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject

report = Reporter(__name__, Severity.WARNING)

HARMLESS = frozenset({"connect", "empty", "early-data"})
"""Failures after which a server has most likely not carried the request out."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool of several servers."""
    for pool, _ in subject.pools():
        retry = pool.retry
        if retry is None or not retry.repeats_writes or not retry.on - HARMLESS:
            continue
        if len(pool.servers) > 1:
            yield report(
                retry.place if retry.place.line else pool.place,
                pool.name,
                f"pool {pool.name} repeats requests such as POST after they were sent",
                "an order is placed twice when the first server was slow, not dead",
                "leave non_idempotent out, or make the application recognise repeats",
            )
