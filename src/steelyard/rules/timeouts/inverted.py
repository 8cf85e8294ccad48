"""timeouts/inverted: more time to connect than to answer."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import seconds

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pair of places that state such limits."""
    seen: set[object] = set()
    for pool, _ in subject.pools():
        connect, response = pool.timeouts.get("connect"), pool.timeouts.get("response")
        if connect is None or response is None or connect.implicit:
            continue
        if float(connect.value) <= float(response.value) or not response.value:
            continue
        key = (connect.place, response.place)
        if key in seen:
            continue
        seen.add(key)
        yield report(
            connect.place if connect.place.line else pool.place,
            pool.name,
            f"pool {pool.name} allows {seconds(float(connect.value))} for connecting but only "
            f"{seconds(float(response.value))} of silence",
            "a server that does not accept holds a request longer than one that does not answer",
            "allow a few seconds at most for connecting",
            related=((response.place, "the limit on silence"),) if response.place.line else (),
        )
