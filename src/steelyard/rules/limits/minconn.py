"""limits/minconn: a dynamic limit without effect."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool, at the first such server."""
    for pool, _ in subject.pools():
        for server in pool.servers:
            low = server.limits.get("min-connections")
            if low is None:
                continue
            high = server.limits.get("max-connections")
            if high is not None and 0 < float(low.value) <= float(high.value):
                continue
            what = (
                "has a lower connection limit but no upper one"
                if high is None or not high.value
                else f"has a lower connection limit of {low.value}, above the upper one of "
                f"{high.value}"
            )
            yield report(
                low.place if low.place.line else server.place,
                pool.name,
                f"{server.name} of pool {pool.name} {what}",
                "the dynamic limit does not work: requests are not held back at low load"
                if high is None or not high.value
                else f"the limit is {high.value} at any load",
                "set the lower limit below the upper one",
            )
            break
