"""limits/listener-maxconn: clients wait in the kernel, unseen."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import listed

report = Reporter(__name__, Severity.WARNING)

FEW = 100
"""A limit below which a public listener is taken to be choked."""

PRIVATE = ("127.", "::1", "localhost")
"""Beginnings of addresses that only the machine itself reaches."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each such listener that leads to a pool."""
    for listener in subject.gateway.listeners:
        limit = listener.limits.get("max-connections")
        if limit is None or not 0 < float(limit.value) < FEW or listener.internal:
            continue
        pools = subject.forecast.reached.get(listener.name)
        public = any(not bind.address.startswith(PRIVATE) for bind in listener.binds)
        if pools and public and listener.protocol == "http":
            yield report(
                limit.place if limit.place.line else listener.place,
                listener.name,
                f"{listener.kind} {listener.name} accepts {limit.value} connections at a time, "
                f"for {listed(pools)}",
                "further clients wait in the kernel: no error, no log line, only slow answers",
                "set the limit from the expected number of clients, keep-alive included",
            )
