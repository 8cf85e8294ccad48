"""Poison: a case that fails or is told, and one that passes."""

from steelyard.prove.trials import poison
from tests.harness.trials import FAILED, SURVIVED, counted, says


def test_poison() -> None:
    says(poison.judge(3, counted(0, 0, 0, e502=20)), FAILED, "tried 3 times", "20 x 502")
    says(poison.judge(1, counted(7, 7, 6)), SURVIVED)
