"""persistence/tiny-table: a table that forgets clients at once.

HAProxy configuration manual 4.2 (``stick-table``): when it is full, the oldest
entries go.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject

report = Reporter(__name__, Severity.WARNING)

FEW = 1000
"""Entries below which a table is taken for a mistake."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool that keeps its clients in such a table."""
    for pool, _ in subject.pools():
        for rule in pool.persistence:
            size = rule.settings.get("size")
            if size is None or not 0 <= float(size.value) < FEW:
                continue
            entries = "entry" if size.value == 1 else "entries"
            yield report(
                size.place if size.place.line else rule.place,
                pool.name,
                f"the table that binds clients to servers of pool {pool.name} holds {size.value} "
                f"{entries}",
                "every further client pushes an older one out, who then meets another server "
                "and loses the session",
                "make room for all sessions of a day, such as size 200k",
            )
            break
