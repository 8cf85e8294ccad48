"""Cold start: a case that fails or is told, and one that passes."""

from steelyard.prove.trials import cold_start
from tests.harness.trials import NAMES, SURVIVED, TOLD, counted, says


def test_cold_start() -> None:
    says(cold_start.judge(NAMES, counted(60, 0, 0)), TOLD, "60 stay there", "s1")
    says(cold_start.judge(NAMES, counted(20, 20, 20)), SURVIVED)
    says(cold_start.judge_start(NAMES, counted(10, 10, 10), 60), TOLD, "60 s", "s1 10")
