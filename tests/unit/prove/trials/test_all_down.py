"""All down: a case that fails or is told, and one that passes."""

from steelyard.prove.tally import Reply, tally
from steelyard.prove.trials import all_down
from tests.harness.trials import FAILED, NAMES, SURVIVED, TOLD, counted, says


def test_all_down() -> None:
    says(all_down.judge(NAMES, [1, 2], counted(0, 60, 0), True), FAILED, "s2 alone", "60 of 60")
    says(all_down.judge(NAMES, [1, 2], counted(0, 60, 0), False), TOLD)
    says(all_down.judge(NAMES, [1, 2], counted(0, 30, 30), True), SURVIVED, "s2 30, s3 30")
    says(all_down.judge(NAMES, [], counted(0, 0, 0, e503=60), True), TOLD, "60 x 503")
    silent = tally([Reply(None, late=True)] * 60, 3)
    says(all_down.judge(NAMES, [], silent, True), FAILED, "60 x no answer")
