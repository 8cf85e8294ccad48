"""policy/unknown-subject: the policy names what does not exist."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each name that is no pool, server or listener."""
    gateway = subject.gateway
    known = set(gateway.pools) | {listener.name for listener in gateway.listeners}
    known |= {
        f"{pool.name}/{server.name}" for pool in gateway.pools.values() for server in pool.servers
    }
    entries = [(pool.name, pool.place) for pool in subject.policy.pools.values()]
    entries += [(entry.subject, entry.place) for entry in subject.policy.declarations]
    for name, place in entries:
        if name not in known:
            yield report(
                place,
                name,
                f"the policy speaks of {name!r}, which this configuration does not have",
                "what the entry says protects nothing",
                "correct the name; steelyard forecast lists the pools and servers",
            )
    for name, entry in subject.policy.pools.items():
        pool = gateway.pools.get(name)
        for server in entry.servers if pool is not None else ():
            if f"{name}/{server}" not in known:
                yield report(
                    entry.place,
                    f"{name}/{server}",
                    f"the policy states the capacity of {server!r}, unknown to pool {name}",
                    "the capacity counts for no server",
                    "correct the name",
                )
