"""share/ring-uneven: a ring with so few points that its arcs are far from the weights.

HAProxy ``src/lb_chash.c``: 16 points for each unit of weight, number j of
server i at the avalanche of 4096 i + j (of F(i) + j with option ``node-keys``
= ``double``); the nearest point decides.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.forecast.balancing.hashes import avalanche
from steelyard.lint.members import actives
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import share_text
from steelyard.model.pool import Pool, Server

report = Reporter(__name__, Severity.WARNING)

POINTS = 16
"""Points for each unit of weight."""

FEW = 4
"""Weight from which on an arc is never off by a factor of two."""

SMALL = 64
"""Sum of weights up to which the ring is laid out here."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool with an arc of less than half, or more than twice, its weight."""
    for pool, _ in subject.pools():
        if pool.balance.algorithm != "avalanche-ring" or pool.unknown:
            continue
        key, servers = pool.balance.key, actives(subject, pool)
        if len(servers) < 2 or (key is not None and not key.varies):
            continue
        weights = [server.applied_weight for server in servers]
        total = sum(weights)
        if min(weights) >= FEW or total > SMALL:
            continue
        owned = _known_arcs(subject, pool, servers)
        due = [weight / total for weight in weights]
        ratios = [
            max(arc / part, part / max(arc, 1e-9)) for arc, part in zip(owned, due, strict=True)
        ]
        worst = max(range(len(servers)), key=lambda index: ratios[index])
        if ratios[worst] > 2:
            yield report(
                pool.balance.place,
                pool.name,
                f"the ring of pool {pool.name} has so few points that {servers[worst].name} gets "
                f"{share_text(owned[worst])} instead of {share_text(due[worst])}",
                "its load differs from its weight by more than a factor of two, always",
                "raise all weights by the same factor, such as 10: more points, evener arcs",
                shares={server.name: arc for server, arc in zip(servers, owned, strict=True)},
            )


def _known_arcs(subject: Subject, pool: Pool, servers: list[Server]) -> list[float]:
    """The arcs of the ring; pools of the same ids and weights share them."""
    doubled = pool.balance.options.get("node-keys") == "double"
    known = subject.memo.get("arcs")
    if not isinstance(known, dict):
        known = subject.memo["arcs"] = {}
    shape = (doubled, *[(server.id, server.applied_weight) for server in servers])
    if shape not in known:
        known[shape] = arcs(servers, doubled=doubled)
    found = known[shape]
    assert isinstance(found, list)
    return found


def arcs(servers: list[Server], *, doubled: bool) -> list[float]:
    """The share of all hash values that is nearest to each server's points."""
    points = []
    for index, server in enumerate(servers):
        base = avalanche(server.id) if doubled else server.id * 4096
        for number in range(server.applied_weight * POINTS):
            points.append((avalanche((base + number) & 0xFFFFFFFF), index))
    points.sort()
    owned = [0.0] * len(servers)
    for (before, left), (after, right) in zip(points, points[1:] + points[:1], strict=True):
        half = ((after - before) & 0xFFFFFFFF) / 2 / (1 << 32)
        owned[left] += half
        owned[right] += half
    return owned
