"""timeouts/request-head: clients that send one byte now and then."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject

report = Reporter(__name__, Severity.NOTE)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each HTTP listener without that limit."""
    for listener in subject.gateway.listeners:
        if (
            listener.protocol == "http"
            and "request" not in listener.timeouts
            and subject.forecast.reached.get(listener.name)
        ):
            yield report(
                listener.place,
                listener.name,
                f"{listener.kind} {listener.name} does not limit how long a request head may take",
                "slow clients keep connections for ever; a few hundred of them fill the gateway",
                "set timeout http-request to some seconds",
            )
