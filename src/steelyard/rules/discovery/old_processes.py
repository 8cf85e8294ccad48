"""discovery/old-processes: old processes live as long as their last connection.

HAProxy manual 3.1, hard-stop-after; NGINX manual, worker_shutdown_timeout.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import seconds

report = Reporter(__name__, Severity.NOTE)

LONG = 3600.0
"""Seconds of silence from which a connection counts as long-lived."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for the gateway, where connections may last and nothing ends them."""
    gateway = subject.gateway
    limit = gateway.settings.get("drain-limit")
    if limit is not None and float(limit.value) > 0:
        return
    for listener in gateway.listeners:
        for name in ("tunnel", "client"):
            silence = listener.timeouts.get(name)
            if silence is None or listener.disabled or float(silence.value) < LONG:
                continue
            yield report(
                silence.place if silence.place.line else listener.place,
                listener.name,
                f"connections to {listener.name} may be silent for "
                f"{seconds(float(silence.value))}, and nothing bounds the life of old processes",
                "after a reload the old process lives on with its pools and weights as long as "
                "one such connection does; many reloads leave many of them",
                "set a limit for old processes (hard-stop-after, worker_shutdown_timeout)",
            )
            return
