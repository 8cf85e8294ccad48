"""Uneven work: a case that fails or is told, and one that passes."""

from steelyard.prove.tally import Tally
from steelyard.prove.trials import uneven_work
from tests.harness.trials import SURVIVED, TOLD, says


def test_uneven_work() -> None:
    waiting = Tally(180, 0, median=0.6)
    says(uneven_work.judge(waiting), TOLD, "600 ms")
    says(uneven_work.judge(Tally(180, 0, median=0.05)), SURVIVED)
