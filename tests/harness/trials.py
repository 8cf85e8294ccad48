"""Counted answers for the judgements of fault trials, and what they must say."""

from steelyard.prove.tally import Reply, Tally, tally
from steelyard.prove.trial import Ruling, Verdict

NAMES = ["s1", "s2", "s3"]
FAILED, SURVIVED, TOLD = Verdict.FAILED, Verdict.SURVIVED, Verdict.TOLD


def counted(*servers: int, **errors: int) -> Tally:
    """Answers per server; ``e502=20``: so many without a server."""
    replies = [Reply(200, (i,)) for i, number in enumerate(servers) for _ in range(number)]
    for name, number in errors.items():
        replies += [Reply(int(name[1:]))] * number
    return tally(replies, len(servers))


def says(ruling: Ruling, verdict: Verdict, *words: str) -> None:
    """The verdict, and what the sentence names."""
    assert ruling.verdict is verdict, ruling.sentence
    for word in words:
        assert word in ruling.sentence
