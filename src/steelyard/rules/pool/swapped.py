"""pool/swapped: two pools whose servers carry each other's name."""

import re
from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.members import names
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import listed
from steelyard.model.pool import Pool

report = Reporter(__name__, Severity.WARNING)

NUMBER = re.compile(r"[-_.]?\d+$")
"""What tells servers of one pool apart."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each two reached pools that seem to have each other's servers."""
    called: dict[str, str] = {}
    pools = {pool.name: pool for pool, _ in subject.pools() if pool.servers}
    for pool in pools.values():
        stem = NUMBER.sub("", pool.servers[0].name)
        if stem != pool.name and stem in pools and _all_named(pool, stem):
            called[pool.name] = stem
    for name, other in called.items():
        if called.get(other) == name and name < other:
            one, two = pools[name], pools[other]
            yield report(
                one.place,
                name,
                f"the servers of pool {name} are named {listed(names(one.servers))}, those of "
                f"pool {other} {listed(names(two.servers))}",
                f"if the names are right, requests meant for {name} reach the servers of {other}, "
                "and the other way round",
                "give each pool its own servers back, or rename the servers",
                related=((two.place, f"pool {other}"),),
            )


def _all_named(pool: Pool, stem: str) -> bool:
    """Whether all servers are named ``stem`` and a number."""
    return all(
        NUMBER.sub("", server.name) == stem and server.name != stem for server in pool.servers
    )
