"""share/ring-uneven: a ring with so few points that its arcs are far from the weights.

HAProxy has 16 points for each unit of weight, NGINX 160; the Forecast lays the
ring out and measures the arcs.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.forecast.result import ServerShare
from steelyard.lint.members import actives
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import share_text

report = Reporter(__name__, Severity.WARNING)

RINGS = frozenset({"avalanche-ring", "ketama-ring"})
"""Hashes whose shares are arcs of a ring; draws on a ring are evened out by load."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool with an arc of less than half, or more than twice, its weight."""
    for pool, promise in subject.pools():
        if pool.balance.algorithm not in RINGS or len(pool.servers) < 2:
            continue
        key = pool.balance.key
        if key is not None and not key.varies:
            continue
        total = sum(server.applied_weight for server in actives(pool))
        off = [entry for entry in promise.servers if _is_off(entry, total)]
        if off:
            worst = max(off, key=lambda entry: abs((entry.share or 0) - _due(entry, total)))
            yield report(
                pool.balance.place,
                pool.name,
                f"the ring of pool {pool.name} has so few points that {worst.server.name} gets "
                f"{share_text(worst.share)} instead of {share_text(_due(worst, total))}",
                "its load differs from its weight by more than a factor of two, always",
                "raise all weights by the same factor, such as 10: more points, evener arcs",
                shares={entry.server.name: entry.share for entry in promise.servers},
            )


def _due(entry: ServerShare, total: int) -> float:
    """The share that the weight promises."""
    return entry.server.applied_weight / total if total else 0.0


def _is_off(entry: ServerShare, total: int) -> bool:
    """Whether the arc is less than half or more than twice that."""
    if not entry.share or entry.server.backup:
        return False
    due = _due(entry, total)
    return not due / 2 <= entry.share <= 2 * due
