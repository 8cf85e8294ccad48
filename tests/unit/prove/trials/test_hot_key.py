"""Hot key: a case that fails or is told, and one that passes."""

from steelyard.prove.trials import hot_key
from tests.harness.trials import FAILED, NAMES, SURVIVED, TOLD, counted, says


def test_hot_key() -> None:
    says(hot_key.judge(NAMES, counted(14, 172, 14), True, None), FAILED, "s2 gets 86 %")
    says(hot_key.judge(NAMES, counted(14, 172, 14), False, None), TOLD)
    says(hot_key.judge(NAMES, counted(76, 80, 44), True, None), SURVIVED)
    says(hot_key.judge(NAMES, counted(76, 80, 44), False, 0.35), FAILED, "allows 35 %")
