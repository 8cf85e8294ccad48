"""One request breaks whoever handles it.

What is done: one request at which every server closes the connection, as a crash of a
worker does; then 20 requests that are served well.
What is looked at: what the good requests get.
Failed: more than one of the 20 fails.  A gateway that counts the closed connections
against the servers and asks the next one has put all of them out with a single request.
"""

from itertools import islice

from steelyard.prove.arena import Stage
from steelyard.prove.behaviour import Behaviour
from steelyard.prove.tally import Tally
from steelyard.prove.trial import Ruling, TrialHeld, TrialSubject, Verdict

NAME = "poison"
TITLE = "One request makes every server close the connection; then 20 good ones"

AFTER = 20
ALLOWED = 1


def applies(subject: TrialSubject) -> bool:
    """Several servers share the requests."""
    return subject.several


async def run(stage: Stage, subject: TrialSubject) -> TrialHeld:
    """The poison, then the others one after the other."""
    questions = subject.questions()
    await stage.all_behave(Behaviour(close=True))
    first = await stage.send(list(islice(questions, 1)))
    await stage.recover()
    seen = await stage.count(questions, AFTER, 1)
    return subject.held(NAME, judge(len(first[0].servers), seen))


def judge(attempts: int, seen: Tally) -> Ruling:
    """``attempts``: how many servers the poisonous request met."""
    figures = {**seen.figures(), "poisoned": attempts}
    said = (
        f"one request at which servers close is tried {attempts} times; after it {seen.failures()}"
    )
    bad = seen.failed > ALLOWED
    return Ruling(Verdict.FAILED if bad else Verdict.SURVIVED, said, figures)
