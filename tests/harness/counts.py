"""Exact tests of counts: is what was counted possible if the forecast is right?"""

from collections.abc import Sequence
from math import exp, lgamma, log

FAMILY_WISE = 1e-6
"""How likely one whole test run may blame a right forecast."""


def tail(count: int, trials: int, chance: float) -> float:
    """Return the probability of a count at least this far out, on its own side, doubled."""
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


def worst(counts: Sequence[int], shares: Sequence[float]) -> float:
    """Return the smallest tail of all servers' counts, times their number (Bonferroni)."""
    trials = sum(counts)
    tails = [
        tail(count, trials, min(1.0, share)) for count, share in zip(counts, shares, strict=True)
    ]
    return min(tails) * len(tails)
