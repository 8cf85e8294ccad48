"""Many instances start at the same time, as in a deployment.

What is done: the program is restarted 10 times; after each start, one request.
What is looked at: who gets the first request.
Told: the same server each time: with many gateways, or reloads by the second, it gets a
burst at every deployment.  This fails nothing: rotations begin at the top of the list by
design.  A pool in which a key or a cookie decides is not tried.
"""

from itertools import islice

from steelyard.prove.arena import Stage
from steelyard.prove.tally import spread
from steelyard.prove.trial import Ruling, TrialHeld, TrialSubject, Verdict

NAME = "restarts"
TITLE = "Who gets the first request after each of 10 restarts"

TIMES = 10


def applies(subject: TrialSubject) -> bool:
    """Several servers, and the balancer alone decides."""
    return subject.several and subject.pool.balance.key is None


async def run(stage: Stage, subject: TrialSubject) -> TrialHeld:
    """Restart, ask, and again."""
    counts = [0] * len(subject.pool.servers)
    questions = subject.questions()
    for _ in range(TIMES):
        await stage.restart()
        reply = (await stage.send(list(islice(questions, 1))))[0]
        if reply.server is not None:
            counts[reply.server] += 1
    names = [server.name for server in subject.pool.servers]
    return subject.held(NAME, judge(names, counts), subject.pool.balance.place)


def judge(names: list[str], counts: list[int]) -> Ruling:
    """How often each server got the first request."""
    figures: dict[str, object] = {"names": names, "first": counts}
    top = max(range(len(counts)), key=lambda i: counts[i])
    if counts[top] == sum(counts):
        said = f"the first request after each of {sum(counts)} restarts goes to {names[top]}"
        return Ruling(Verdict.TOLD, said, figures)
    said = f"first requests after restarts are spread: {spread(names, counts)}"
    return Ruling(Verdict.SURVIVED, said, figures)
