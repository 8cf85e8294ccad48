"""routing/dead-condition: a test that no request can meet.

HAProxy manual 7.2: the tests of one condition must all hold.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.forecast.routing.cover import excludes
from steelyard.lint.rule import Reporter, Subject, from_notices
from steelyard.lint.shadows import impossible
from steelyard.lint.ways import decides, ways
from steelyard.model.conditions import All

report = Reporter(__name__, Severity.ERROR)
noticed = from_notices(report)

PARTS = 12
"""Tests of one condition that are compared with one another."""


def check(subject: Subject) -> Iterator[Finding]:
    """What the reader saw, and conditions whose tests exclude one another."""
    said = set()
    for finding in noticed(subject):
        said.add((finding.place.file, finding.place.line))
        yield finding
    never = {id(route) for _, route in impossible(subject)}
    for _, route, condition in ways(subject).joined:
        place = (route.place.file, route.place.line)
        if route.implicit or place in said or not decides(route):
            continue
        if id(route) not in never and not _never(condition):
            continue
        said.add(place)
        yield report(
            route.place,
            route.kind,
            f"the tests of {route.text!r} exclude one another",
            "no request meets them all: the rule never applies",
            "split the rule in two, or correct one of the tests",
            identity=route.text,
        )


def _never(condition: All) -> bool:
    """Whether two parts exclude one another."""
    parts = condition.parts[:PARTS]
    return any(
        excludes(first, second) for index, first in enumerate(parts) for second in parts[:index]
    )
