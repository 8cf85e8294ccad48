"""Long ejection: a case that fails or is told, and one that passes."""

from steelyard.prove.trials import long_ejection
from tests.harness.trials import FAILED, SURVIVED, counted, says


def test_long_ejection() -> None:
    out, back = counted(0, 30, 30), counted(20, 20, 20)
    says(long_ejection.judge("s1", 10_000, out, None, 0), FAILED, "none of 60", "10000 s")
    says(long_ejection.judge("s1", 10, out, None, 0), SURVIVED, "not waited for")
    says(long_ejection.judge("s1", 2, out, back, 0), SURVIVED, "after 2 s 20 of 60")
    says(long_ejection.judge("s1", 2, out, out, 0), FAILED)
    says(long_ejection.judge("s1", 10_000, back, None, 0), SURVIVED, "at once")
