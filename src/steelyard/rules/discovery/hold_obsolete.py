"""discovery/hold-obsolete: one incomplete DNS answer removes servers at once.

HAProxy manual 5.3.2, hold obsolete: 0 by default.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import listed

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each resolver that pools use and that keeps nothing."""
    careless = {
        one.name: one
        for one in subject.gateway.named
        if one.kind == "resolver"
        and "hold-obsolete" in one.settings
        and not one.settings["hold-obsolete"].value
    }
    if not careless:
        return
    users: dict[str, list[str]] = {}
    for pool, _ in subject.pools():
        for name in {server.resolver for server in pool.servers} & careless.keys():
            users.setdefault(name, []).append(pool.name)
    for name, pools in users.items():
        hold = careless[name].settings["hold-obsolete"]
        why = "does not state hold obsolete, which is 0" if hold.implicit else "holds it 0 s"
        yield report(
            hold.place if hold.place.line else careless[name].place,
            name,
            f"the resolver {name} drops a server as soon as one answer lacks it: it {why}",
            f"a truncated or partial answer empties {listed(pools)} in part or whole",
            "write hold obsolete 30s",
        )
