"""trust/empty-list: a list of addresses or names that holds nothing decides.

HAProxy manual 7.1, -f: an empty file is a list that never matches.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.core.record import replace
from steelyard.lint.rule import Reporter, Subject, from_notices
from steelyard.lint.ways import ways
from steelyard.model.routing import Reject, Route

report = Reporter(__name__, Severity.WARNING)
noticed = from_notices(report)


def check(subject: Subject) -> Iterator[Finding]:
    """What the reader saw, by what the list decides.

    An error where everybody is refused who is not on it; a note where those on
    it would be refused, as an empty list of blocked clients is ordinary.
    """
    for finding in noticed(subject):
        asked = [
            (route, denied)
            for table, route, denied in ways(subject).lists
            if table.name == finding.subject and table.complete and not table.entries
        ]
        if not asked:
            continue
        if any(denied and _refuses(route) for route, denied in asked):
            yield replace(
                finding,
                severity=Severity.ERROR,
                consequence="nobody is on the list, so the rule that refuses all others refuses "
                "every request",
            )
        elif all(_refuses(route) for route, _ in asked):
            yield replace(
                finding, severity=Severity.NOTE, consequence="the rule that asks it refuses nobody"
            )
        else:
            yield finding


def _refuses(route: Route) -> bool:
    """Whether the route refuses requests."""
    return any(isinstance(action, Reject) for action in route.actions)
