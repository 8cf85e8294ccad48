"""persistence/cookie-incomplete: half of a server cookie.

HAProxy configuration manual 4.2 and 5.2 (``cookie``): without the line of the
pool, or without a server's value, there is no persistence and no message.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.members import actives, names
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import listed

report = Reporter(__name__, Severity.WARNING)

EFFECT = "requests of one session meet different servers; baskets and logins kept there get lost"
"""What missing persistence does."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool of several servers with a cookie line or values, not both."""
    for pool, _ in subject.pools():
        servers = actives(subject, pool)
        if len(servers) < 2:
            continue
        line = next((rule for rule in pool.persistence if rule.kind == "cookie"), None)
        named = [server for server in servers if server.cookie]
        if line is None:
            if named and not any("mode" in rule.settings for rule in pool.persistence):
                yield report(
                    named[0].place,
                    pool.name,
                    f"{listed(names(named))} of pool {pool.name} "
                    f"{'has a cookie value' if len(named) == 1 else 'have cookie values'}, but "
                    "the pool has no cookie line",
                    EFFECT,
                    "add the line: cookie NAME insert indirect nocache",
                )
        elif len(named) < len(servers) and "dynamic" not in line.settings:
            without = [server for server in servers if not server.cookie]
            yield report(
                without[0].place if named else line.place,
                pool.name,
                f"pool {pool.name} binds clients by cookie {line.name}, but "
                + (f"{listed(names(without))} " if named else "no server ")
                + (
                    "have no value for it"
                    if len(without) > 1 and named
                    else "has a value for it"
                    if not named
                    else "has no value for it"
                ),
                EFFECT,
                "give every server a cookie value of its own",
            )
