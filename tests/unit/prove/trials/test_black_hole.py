"""Black hole: a case that fails or is told, and one that passes."""

from steelyard.prove.tally import Reply, Tally, tally
from steelyard.prove.trials import black_hole
from tests.harness.trials import FAILED, SURVIVED, says


def broken(drawn: int, others: int) -> Tally:
    """One server answers 500."""
    replies = [Reply(500, (0,))] * drawn + [Reply(200, (1,)), Reply(200, (2,))] * others
    return tally(replies, 3)


def test_black_hole() -> None:
    says(black_hole.judge("s1", 1 / 3, broken(370, 15), 0), FAILED, "s1", "370 of 400", "92 %")
    says(black_hole.judge("s1", 1 / 3, broken(134, 133), 0), SURVIVED)
    says(black_hole.judge("s1", 1 / 3, broken(6, 197), 0), SURVIVED)
    says(black_hole.judge("s1", 0.5, tally([Reply(500, (0,)), Reply(200, (1,))], 2), 0), SURVIVED)
