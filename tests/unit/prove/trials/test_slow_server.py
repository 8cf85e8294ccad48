"""Slow server: a case that fails or is told, and one that passes."""

from steelyard.prove.trials import slow_server
from tests.harness.trials import FAILED, SURVIVED, counted, says


def test_slow_server() -> None:
    says(slow_server.judge(counted(0, 0, e504=12), 0.5), FAILED, "500 ms", "12 x 504")
    says(slow_server.judge(counted(6, 6), 0.5), SURVIVED)
