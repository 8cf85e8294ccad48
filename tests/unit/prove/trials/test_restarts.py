"""Restarts: a case that fails or is told, and one that passes."""

from steelyard.prove.trials import restarts
from tests.harness.trials import NAMES, SURVIVED, TOLD, says


def test_restarts() -> None:
    says(restarts.judge(NAMES, [10, 0, 0]), TOLD, "10 restarts goes to s1")
    says(restarts.judge(NAMES, [4, 3, 3]), SURVIVED, "s1 4, s2 3")
