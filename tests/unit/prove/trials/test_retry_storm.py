"""Retry storm: a case that fails or is told, and one that passes."""

from steelyard.prove.tally import Reply, tally
from steelyard.prove.trials import retry_storm
from tests.harness.trials import FAILED, SURVIVED, says


def test_retry_storm() -> None:
    once = tally([Reply(503, (0,))] * 10, 3)
    often = tally([Reply(503, (0, 1, 2, 0))] * 10, 3)
    says(retry_storm.judge(often, once), FAILED, "40 attempts", "x 4.0")
    says(retry_storm.judge(once, often), FAILED, "takes 1 s")
    says(retry_storm.judge(once, once), SURVIVED, "x 1.0")
