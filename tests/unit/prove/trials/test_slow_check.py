"""Slow check: a case that fails or is told, and one that passes."""

from steelyard.prove.trials import slow_check
from tests.harness.trials import FAILED, SURVIVED, counted, says


def test_slow_check() -> None:
    says(slow_check.judge(counted(0, 0, e503=30)), FAILED, "350 ms")
    says(slow_check.judge(counted(15, 15)), SURVIVED)
