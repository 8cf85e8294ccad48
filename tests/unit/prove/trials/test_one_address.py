"""One address: a case that fails or is told, and one that passes."""

from steelyard.prove.trials import one_address
from tests.harness.trials import FAILED, NAMES, SURVIVED, TOLD, counted, says


def test_one_address() -> None:
    apart, one, told = counted(40, 40, 40), counted(0, 0, 120), counted(50, 30, 40)
    says(one_address.judge(NAMES, apart, one, True), FAILED, "s3 gets 100 %")
    says(one_address.judge(NAMES, apart, one, False), TOLD)
    says(one_address.judge(NAMES, apart, told, True), SURVIVED)
    limited = counted(4, 0, 0, e429=36)
    says(one_address.judge(NAMES, counted(14, 13, 13), limited, True), FAILED, "36 x 429")
