"""Missing key: a case that fails or is told, and one that passes."""

from steelyard.prove.trials import missing_key
from tests.harness.trials import FAILED, NAMES, SURVIVED, TOLD, counted, says


def test_missing_key() -> None:
    even, one = counted(20, 20, 20), counted(0, 60, 0)
    says(missing_key.judge(NAMES, one, even, True), FAILED, "without a key s2 gets 100 %")
    says(missing_key.judge(NAMES, one, one, True), FAILED, "keys of their own")
    says(missing_key.judge(NAMES, one, even, False), TOLD)
    says(missing_key.judge(NAMES, even, even, True), SURVIVED)
