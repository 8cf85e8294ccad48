"""persistence/uncacheable: a cache may hand one client's server cookie to all.

HAProxy configuration manual 4.2 (``cookie``: ``nocache``).
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.members import actives
from steelyard.lint.rule import Reporter, Subject

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool that inserts a cookie into responses that may be cached."""
    for pool, _ in subject.pools():
        for rule in pool.persistence:
            mode = rule.settings.get("mode")
            if rule.kind != "cookie" or mode is None or mode.value != "insert":
                continue
            if {"nocache", "postonly", "dynamic"} & rule.settings.keys() or len(
                actives(subject, pool)
            ) < 2:
                continue
            yield report(
                rule.place,
                pool.name,
                f"responses of pool {pool.name} that set cookie {rule.name} may be cached",
                "a cache in front hands one server's cookie to many clients: all of them meet "
                "that server",
                "add nocache to the cookie line",
            )
