"""Starved: a case that fails or is told, and one that passes."""

import pytest

from steelyard.prove.trial import Verdict
from steelyard.prove.trials import starved
from tests.harness.trials import FAILED, NAMES, SURVIVED, TOLD, counted, says


@pytest.mark.parametrize(
    ("counts", "unmeant", "max_share", "verdict"),
    [
        ((120, 0, 0), True, None, FAILED),
        ((120, 0, 0), False, None, TOLD),
        ((60, 60, 0), True, None, TOLD),
        ((118, 1, 1), True, None, FAILED),
        ((40, 40, 40), True, None, SURVIVED),
        ((40, 40, 40), True, 0.3, FAILED),
        ((40, 40, 40), True, 0.33, SURVIVED),
    ],
)
def test_starved(
    counts: tuple[int, ...], unmeant: bool, max_share: float | None, verdict: Verdict
) -> None:
    ruling = starved.judge(NAMES, [False] * 3, counted(*counts), unmeant, max_share)
    says(ruling, verdict)


def test_a_resting_backup_is_not_starved() -> None:
    ruling = starved.judge(NAMES, [False, False, True], counted(60, 60, 0), True, None)
    says(ruling, SURVIVED)


def test_nobody_serves() -> None:
    ruling = starved.judge(NAMES, [False] * 3, counted(0, 0, 0, e503=10), False, None)
    says(ruling, FAILED, "no server takes its requests", "10 x 503")
    says(starved.judge_unreached([]), TOLD)
    says(starved.judge_unreached(["routing/empty-map"]), FAILED, "routing/empty-map")


def test_one_server_before_backups_that_nobody_meant() -> None:
    backups = [False, True, True]
    says(starved.judge(NAMES, backups, counted(120, 0, 0), True, None), FAILED)
    says(starved.judge(NAMES, backups, counted(120, 0, 0), False, None), SURVIVED, "no backup")
