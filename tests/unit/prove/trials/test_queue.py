"""Queue: a case that fails or is told, and one that passes."""

from steelyard.prove.trials import queue
from tests.harness.trials import FAILED, SURVIVED, counted, says


def test_queue() -> None:
    says(queue.judge(counted(12, 0, e503=48), 1.2), FAILED, "48 of 60")
    says(queue.judge(counted(30, 30), 4.4), FAILED, "4.4 s instead of 0.6 s")
    says(queue.judge(counted(30, 30), 0.7), SURVIVED)
