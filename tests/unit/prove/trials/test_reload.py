"""Reload: a case that fails or is told, and one that passes."""

from steelyard.prove.trials import reload
from tests.harness.trials import FAILED, SURVIVED, counted, says


def test_reload() -> None:
    says(reload.judge(counted(150, 149, e502=1)), FAILED, "1 of 300")
    says(reload.judge(counted(150, 150)), SURVIVED)
