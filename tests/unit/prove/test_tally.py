"""Answers counted: what failed, by what was said, and who was asked how often."""

from steelyard.prove.tally import Reply, tally


def test_counting() -> None:
    late = Reply(None, (0, 1), late=True)
    seen = tally([Reply(200, (0,)), Reply(502, (1, 0)), late, Reply(None, answered=True)], 2)
    assert (seen.sent, seen.failed, seen.attempts, seen.most) == (4, 2, 5, 2)
    assert seen.servers == (2, 1)
    assert seen.failures() == "2 of 4 requests fail (1 x 502, 1 x no answer)"
