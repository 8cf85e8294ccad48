"""timeouts/request-head: clients that send one byte now and then."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import listed

report = Reporter(__name__, Severity.NOTE)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for all HTTP listeners without that limit: one line in the defaults is enough."""
    found = [
        listener
        for listener in subject.gateway.listeners
        if listener.protocol == "http"
        and "request" not in listener.timeouts
        and subject.forecast.reached.get(listener.name)
    ]
    if found:
        first = found[0]
        names = listed([listener.name for listener in found])
        yield report(
            first.place,
            first.name,
            f"{first.kind} {names} {'do' if len(found) > 1 else 'does'} not limit how long a "
            "request head may take",
            "slow clients keep connections for ever; a few hundred of them fill the gateway",
            "set timeout http-request to some seconds",
            related=tuple((listener.place, "likewise") for listener in found[1:6]),
        )
