"""Is what was counted possible if the forecast is right? Exact binomial tails."""

from collections.abc import Sequence
from math import exp, lgamma, log, sqrt

BLAME = 1e-6
"""How likely one whole proof may contradict a right forecast of chance."""


def tail(count: int, trials: int, chance: float) -> float:
    """The probability of a count at least this far out, on its own side, doubled."""
    if chance <= 0 or chance >= 1:
        return 1.0 if count == round(trials * chance) else 0.0
    if count > trials * chance:
        count, chance = trials - count, 1 - chance
    total = 0.0
    for number in range(count, -1, -1):
        term = exp(
            lgamma(trials + 1)
            - lgamma(number + 1)
            - lgamma(trials - number + 1)
            + number * log(chance)
            + (trials - number) * log(1 - chance)
        )
        total += term
        if term < total * 1e-12:
            break
    return min(1.0, 2 * total)


def possible(counts: Sequence[int], shares: Sequence[float], tests: int) -> bool:
    """Whether counts of servers may come of these shares; ``tests``: of so many pools."""
    trials = sum(counts)
    limit = BLAME / max(1, tests * len(counts))
    return all(
        tail(count, trials, min(1.0, share)) >= limit
        for count, share in zip(counts, shares, strict=True)
    )


def detectable(trials: int, share: float) -> float:
    """The deviation of a share that would have shown (about five standard deviations)."""
    return 5 * sqrt(max(share * (1 - share), 1 / max(trials, 1)) / max(trials, 1))
