"""Forged address: a case that fails or is told, and one that passes."""

from steelyard.prove.tally import Reply
from steelyard.prove.trials import forged_address
from tests.harness.trials import FAILED, SURVIVED, says


def test_forged_address() -> None:
    refused, let_in = Reply(403), Reply(200, (0,))
    says(forged_address.judge([("10.1.1.1", refused, let_in)]), FAILED, "10.1.1.1", "403")
    says(forged_address.judge([("10.1.1.1", refused, refused)]), SURVIVED)
    says(forged_address.judge([("10.1.1.1", let_in, let_in)]), SURVIVED)
