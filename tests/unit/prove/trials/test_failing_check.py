"""Failing check: a case that fails or is told, and one that passes."""

from steelyard.prove.trials import failing_check
from tests.harness.trials import FAILED, SURVIVED, TOLD, counted, says


def test_failing_check() -> None:
    none, all_fail = counted(15, 15), counted(0, 0, e503=30)
    says(failing_check.judge(all_fail, "GET /deep", 503, True), FAILED, "GET /deep")
    says(failing_check.judge(all_fail, "GET /live", 503, False), TOLD)
    says(failing_check.judge(none, "GET /deep", 503, True), SURVIVED)
