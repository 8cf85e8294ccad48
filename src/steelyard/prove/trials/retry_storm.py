"""All servers fail, and each request is tried again.

What is done: 10 requests (one first, then 9 side by side) while every server answers 503
at once; after a restart 10 more while every answer takes 1 s.
What is looked at: how often servers were asked for one request.
Failed: one request is tried three times or more.  Retries then multiply the load on
servers that are already down, and tiers multiply each other's.
"""

from collections.abc import Iterator
from itertools import islice

from steelyard.prove.arena import Stage
from steelyard.prove.behaviour import Behaviour
from steelyard.prove.question import Question
from steelyard.prove.tally import Tally
from steelyard.prove.trial import Ruling, TrialHeld, TrialSubject, Verdict

NAME = "retry-storm"
TITLE = "All servers fail: how often is one request tried?"

REQUESTS = 10
WORK = 1.0
TOO_OFTEN = 3


def applies(subject: TrialSubject) -> bool:
    """Requests reach it."""
    return bool(subject.witnesses)


async def run(stage: Stage, subject: TrialSubject) -> TrialHeld:
    """Failing at once, and too slow."""
    questions = subject.questions()
    await stage.all_behave(Behaviour(status=503))
    refused = await _asked(stage, questions)
    await stage.restart()
    await stage.all_behave(Behaviour(delay=WORK))
    slow = await _asked(stage, questions)
    retry = subject.pool.retry
    place = retry.place if retry is not None and retry.place.line else None
    return subject.held(NAME, judge(refused, slow), place)


async def _asked(stage: Stage, questions: Iterator[Question]) -> Tally:
    """One alone, before any server is put out; then the others side by side."""
    first = await stage.send(list(islice(questions, 1)))
    return stage.tally([*first, *await stage.send(list(islice(questions, REQUESTS - 1)))])


def judge(refused: Tally, slow: Tally) -> Ruling:
    """Tallies while servers answered 503, and while they took a second."""
    figures: dict[str, object] = {"503": refused.figures(), "slow": slow.figures()}
    worst, why = max(
        ((refused, "every server answers 503"), (slow, f"every answer takes {WORK:g} s")),
        key=lambda pair: (pair[0].most, pair[0].attempts),
    )
    times = worst.attempts / worst.sent if worst.sent else 0.0
    said = (
        f"when {why}, {worst.sent} requests become {worst.attempts} attempts "
        f"(x {times:.1f}; one request up to {worst.most})"
    )
    bad = worst.most >= TOO_OFTEN
    return Ruling(Verdict.FAILED if bad else Verdict.SURVIVED, said, figures)
