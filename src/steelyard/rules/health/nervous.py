"""health/nervous: a check that takes servers out for a hiccup.

HAProxy configuration manual 4.2 (``timeout check``), 5.2 (``fall``); measured:
a check of 200 ms that a loaded server answers in 350 ms empties the pool.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.members import actives
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import seconds
from steelyard.model.pool import HealthCheck

report = Reporter(__name__, Severity.WARNING)

SHORT = 0.3
"""Seconds within which a loaded server may fail to answer."""

RESENT = 1.0
"""Seconds after which a lost first packet of a connection is sent again."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool of several servers with such a check."""
    for pool, _ in subject.pools():
        if len(pool.servers) < 2:
            continue
        for server in actives(subject, pool):
            reason = _reason(server.check) if server.check is not None else ""
            if reason and server.check is not None:
                yield report(
                    server.check.place if server.check.place.line else server.place,
                    pool.name,
                    f"the health check of pool {pool.name} {reason}",
                    "under load the servers answer late and are taken out one after the other; "
                    "those left get more and follow",
                    "allow a second or more for the answer, and three failures in a row",
                )
                break


def _reason(told: HealthCheck) -> str:
    """What makes it nervous; "" when nothing does."""
    if told.kind == "connect" and told.fall == 1 and told.interval < RESENT:
        wait = seconds(told.interval)
        return f"takes a server out when one packet is lost: one failure within {wait} is enough"
    if told.kind in ("agent", "connect", "external"):
        return ""
    found = []
    limit = told.timeout if told.timeout is not None else told.interval
    if limit < SHORT:
        found.append(f"gives up after {seconds(limit)}")
    if told.fall == 1 and told.rise > 1:
        found.append("takes a server out after one failure")
    return " and ".join(found)
