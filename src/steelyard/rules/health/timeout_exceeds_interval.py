"""health/timeout-exceeds-interval: a check may last longer than the pause between two.

HAProxy configuration manual 4.2 (``timeout check``), 5.2 (``inter``).
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.members import actives
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import listed, seconds
from steelyard.model.pool import HealthCheck, Pool, Server

report = Reporter(__name__, Severity.NOTE)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for all pools with such a check, at the first."""
    found: list[tuple[Pool, Server, HealthCheck, float]] = []
    for pool, _ in subject.pools():
        for server in actives(subject, pool):
            told = server.check
            if told is None or told.timeout is None or told.timeout <= told.interval:
                continue
            if told.kind == "connect":
                continue  # A connection alone is bounded by the interval.
            found.append((pool, server, told, told.timeout))
            break
    if found:
        pool, server, told, limit = found[0]
        names = listed([one.name for one, *_ in found])
        yield report(
            told.place if told.place.line else server.place,
            pool.name,
            f"a health check of pool{'s' if len(found) > 1 else ''} {names} may last "
            f"{seconds(limit)}, with {seconds(told.interval)} between two",
            f"a server that hangs is noticed after {seconds(told.fall * limit)}, not after "
            f"{seconds(told.fall * told.interval)}; until then its requests hang",
            "set timeout check below the interval",
            related=tuple((one.place, f"pool {one.name}") for one, *_ in found[1:6]),
        )
