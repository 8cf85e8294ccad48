"""retries/off: one attempt for each request."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject
from steelyard.model.pool import Retry

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool of several servers."""
    for pool, _ in subject.pools():
        retry = pool.retry
        if retry is None or retry.implicit or retry.attempts != 1 or len(pool.servers) < 2:
            continue
        yield report(
            retry.place if retry.place.line else pool.place,
            pool.name,
            f"pool {pool.name} tries one server only",
            "while a server is down and not yet noticed, its share of the requests fails",
            "allow a retry of failed connections, on another server",
            severity=Severity.NOTE if _capped(retry) else None,
        )


def _capped(retry: Retry) -> bool:
    """Whether attempts were capped at one against retry storms, not switched off."""
    return bool(retry.on - {"connect"})
