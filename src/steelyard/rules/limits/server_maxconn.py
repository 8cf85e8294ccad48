"""limits/server-maxconn: a server's connection limit of nearly nothing."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import listed, seconds

report = Reporter(__name__, Severity.WARNING)

FEW = 3
"""A limit from which on a server is taken to work on several requests at once."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool with such servers."""
    for pool, _ in subject.pools():
        if len(pool.servers) < 2:
            continue
        tight = [
            server
            for server in pool.servers
            if (limit := server.limits.get("max-connections")) is not None
            and 0 < float(limit.value) <= FEW
        ]
        if tight:
            limit = tight[0].limits["max-connections"]
            queue = pool.timeouts.get("queue") or pool.timeouts.get("connect")
            wait = f" and fail after {seconds(float(queue.value))}" if queue is not None else ""
            yield report(
                limit.place if limit.place.line else tight[0].place,
                pool.name,
                f"{listed([s.name for s in tight])} of pool {pool.name} may take "
                f"{limit.value} connection{'' if limit.value == 1 else 's'} at a time",
                f"all further requests wait in the queue{wait}",
                "set the limit to the number of requests that the server works on at a time",
            )
