"""health/slow-to-notice: it takes more than a minute to take a dead server out.

HAProxy configuration manual 5.2 (``inter``, ``fall``).
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.members import actives, watches_answers
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import seconds, share_text

report = Reporter(__name__, Severity.NOTE)

LONG = 60.0
"""Seconds that a dead server may keep its share."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool of several servers that reacts so late."""
    for pool, promise in subject.pools():
        if len(pool.servers) < 2:
            continue
        for server in actives(subject, pool):
            told = server.check
            if told is None or told.kind == "agent" or told.interval * told.fall <= LONG:
                continue
            if watches_answers(server):
                continue
            yield report(
                told.place if told.place.line else server.place,
                pool.name,
                f"a dead server of pool {pool.name} is taken out after "
                f"{seconds(told.interval * told.fall)}",
                f"until then {share_text(promise.share_of(server.name))} of the requests meet it",
                "check more often, such as every 3 s with fall 3",
            )
            break
