"""Closing server: a case that fails or is told, and one that passes."""

from steelyard.prove.trials import closing_server
from tests.harness.trials import FAILED, SURVIVED, counted, says


def test_closing_server() -> None:
    bad, good = counted(20, 0, 20, e502=20), counted(30, 0, 30)
    says(closing_server.judge("s2", "no health check", bad, bad), FAILED, "s2", "20 of 60")
    says(closing_server.judge("s2", "a http check", bad, good), SURVIVED, "before it was found")
