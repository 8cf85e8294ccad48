"""retries/multiply: failures that multiply the load."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import listed
from steelyard.model.pool import Pool, Retry

report = Reporter(__name__, Severity.WARNING)

MANY = 3
"""Attempts from which on a retry multiplies rather than helps."""

SHORT = 2.0
"""Seconds of time-out below which retries on time-out are taken to happen often."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool."""
    for pool, _ in subject.pools():
        retry = pool.retry
        if retry is None or retry.attempts == 1 or retry.budget:
            continue
        attempts = _attempts(pool, retry)
        costly = sorted(retry.on - {"connect"})
        if attempts < MANY or not costly or not (_explicit(retry) or _hasty(pool, retry)):
            continue
        yield report(
            retry.place if retry.place.line else pool.place,
            pool.name,
            f"a failing request of pool {pool.name} is tried {attempts} times, on "
            f"{listed(costly, 4)}",
            f"when all servers are slow or failing they get {attempts} times the requests",
            "retry connection failures only, or allow one retry; set a budget for all attempts",
        )


def _attempts(pool: Pool, retry: Retry) -> int:
    """Attempts at most for one request."""
    return retry.attempts or sum(1 for s in pool.servers if s.admin == "ready" and not s.backup)


def _explicit(retry: Retry) -> bool:
    """Whether somebody asked for retries on answers that servers gave, or on time-outs."""
    return not retry.implicit and len(retry.on - {"connect", "empty", "timeout"}) > 1


def _hasty(pool: Pool, retry: Retry) -> bool:
    """Whether time-outs are short and retried."""
    response = pool.timeouts.get("response")
    return "timeout" in retry.on and response is not None and 0 < float(response.value) < SHORT
