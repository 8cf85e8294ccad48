"""health/long-ejection: a server that recovered stays out for a long time.

NGINX ngx_http_upstream_module (``fail_timeout``); measured: 20/20/20 becomes
30/0/30 although the server is well again.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.members import actives, counts_failures
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import seconds

report = Reporter(__name__, Severity.WARNING)

LONG = 600.0
"""Seconds from which on the pause is longer than the fault."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool of several servers with such a pause."""
    for pool, _ in subject.pools():
        if len(pool.servers) < 2:
            continue
        for server in actives(subject, pool):
            pause = server.passive.get("fail-timeout")
            if pause is None or float(pause.value) < LONG or not counts_failures(server):
                continue
            fails = server.passive["max-fails"].value
            yield report(
                pause.place if pause.place.line else server.place,
                pool.name,
                f"after {fails} failed attempt{'' if fails == 1 else 's'} {server.name} of pool "
                f"{pool.name} stays out for {seconds(float(pause.value))}",
                "the others carry its share long after it recovered; a short fault of all "
                "servers empties the pool for that time",
                "shorten the pause: fail_timeout=10s",
            )
            break
