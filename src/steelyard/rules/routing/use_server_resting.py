"""routing/use-server-resting: a rule names a server that gets nothing.

HAProxy manual 4.2, use-server: a server that is stopped is passed over; weight 0
alone does not stop it.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.ways import ways

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each rule; a note where the server still gets the rule's requests."""
    for route, action in ways(subject).choices:
        pool = subject.gateway.pools.get(action.pool)
        server = next((s for s in pool.servers if s.name == action.server), None) if pool else None
        if server is None or route.implicit:
            continue
        if server.admin == "out":
            what = "is taken out: the rule is passed over"
            effect = f"the requests are balanced over pool {action.pool} like all others"
        elif server.applied_weight == 0 or server.admin == "drain":
            what = "has weight 0 and still gets the requests of this rule"
            effect = f"{server.name} is not empty: it serves what {route.text!r} sends to it"
        else:
            continue
        yield report(
            route.place,
            f"{action.pool}/{server.name}",
            f"{route.text!r} names {server.name}, which {what}",
            effect,
            "put the server back, or delete the rule",
            severity=None if server.admin == "out" else Severity.NOTE,
            related=((server.place, "the server"),),
        )
