"""limits/above-process: a listener's limit that the process never reaches."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each listener above the limit of the process."""
    process = subject.gateway.settings.get("max-connections")
    if process is None:
        return
    for listener in subject.gateway.listeners:
        limit = listener.limits.get("max-connections")
        if limit is None or limit.implicit or float(limit.value) <= float(process.value):
            continue
        yield report(
            limit.place if limit.place.line else listener.place,
            listener.name,
            f"{listener.kind} {listener.name} may take {limit.value} connections, the whole "
            f"process {process.value}",
            "the limit of the process is reached first, and all listeners stop accepting",
            "raise the limit of the process, or lower this one",
            related=((process.place, "the limit of the process"),),
        )
