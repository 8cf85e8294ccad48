"""One connection: a case that fails or is told, and one that passes."""

from steelyard.prove.trials import one_connection
from tests.harness.trials import FAILED, NAMES, SURVIVED, TOLD, counted, says


def test_one_connection() -> None:
    says(one_connection.judge(NAMES, counted(0, 90, 0), True), FAILED, "s2 gets 90 (100 %)")
    says(one_connection.judge(NAMES, counted(0, 90, 0), False), TOLD)
    says(one_connection.judge(NAMES, counted(30, 30, 30), True), SURVIVED)
