"""share/weights-ignored: weights that the algorithm never looks at.

HAProxy configuration manual 4.2 (``balance first``: weights do not count).
"""

from collections.abc import Iterator

from steelyard.core.exactness import Exactness
from steelyard.core.finding import Finding, Severity
from steelyard.lint.members import actives
from steelyard.lint.rule import Reporter, Subject

report = Reporter(__name__, Severity.WARNING)

BLIND = frozenset({"first-available"})
"""Algorithms that never look at weights."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool whose unequal weights do nothing."""
    for pool, promise in subject.pools():
        if pool.balance.algorithm not in BLIND or promise.exactness is Exactness.ORDER:
            continue
        weights = [server.applied_weight for server in actives(subject, pool)]
        if len(set(weights)) > 1:
            said = ", ".join(str(weight) for weight in weights)
            yield report(
                pool.balance.place,
                pool.name,
                f"'{pool.balance.written}' ignores the weights {said} of pool {pool.name}",
                "the shares follow the order of the servers and their limits, not the weights",
                "use an algorithm that knows weights, or delete the weights",
            )
