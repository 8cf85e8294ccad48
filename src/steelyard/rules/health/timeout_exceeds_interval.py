"""health/timeout-exceeds-interval: a check may last longer than the pause between two.

HAProxy configuration manual 4.2 (``timeout check``), 5.2 (``inter``).
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.members import actives
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import seconds

report = Reporter(__name__, Severity.NOTE)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool with such a check."""
    for pool, _ in subject.pools():
        for server in actives(subject, pool):
            told = server.check
            if told is None or told.timeout is None or told.timeout <= told.interval:
                continue
            if told.kind == "connect":
                continue  # A connection alone is bounded by the interval.
            worst = told.fall * max(told.timeout, told.interval)
            yield report(
                told.place if told.place.line else server.place,
                pool.name,
                f"a health check of pool {pool.name} may last {seconds(told.timeout)}, with "
                f"{seconds(told.interval)} between two",
                f"a server that hangs is noticed after {seconds(worst)}, not after "
                f"{seconds(told.fall * told.interval)}; until then its requests hang",
                "set timeout check below the interval",
            )
            break
