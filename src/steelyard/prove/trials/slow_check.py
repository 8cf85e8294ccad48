"""Health checks are answered late, as they are under load.

What is done: the program starts while every server takes 350 ms to answer its health
check; requests are answered at once.  When the checks have come to their result, 30
requests.
What is looked at: whether servers that only check slowly are still asked.
Failed: more than 1 % of requests fail.  A check that loses its patience takes the servers
out just when they are busiest.
"""

from steelyard.prove.arena import Stage
from steelyard.prove.behaviour import Behaviour
from steelyard.prove.tally import Tally
from steelyard.prove.trial import Ruling, TrialHeld, TrialSubject, Verdict, too_long

NAME = "slow-check"
TITLE = "Health checks are answered after 350 ms"

REQUESTS = 30
WORK = 0.35
ALLOWED = 0.01


def applies(subject: TrialSubject) -> bool:
    """Checks that wait for an answer decide who is asked."""
    return bool(subject.witnesses) and subject.checked("http")


async def run(stage: Stage, subject: TrialSubject) -> TrialHeld:
    """A start with slow checks."""
    found = [check for i in subject.working if (check := subject.check(i)) is not None]
    wait = subject.notice_seconds()
    stated = subject.pool.timeouts.get("check")
    place = stated.place if stated is not None else found[0].place
    if wait > subject.longest_wait:
        return subject.held(NAME, too_long(wait), place)
    await stage.all_behave(Behaviour(checks=Behaviour(delay=WORK)))
    await stage.restart()
    await stage.checked(wait + 1)
    seen = await stage.count(subject.questions(), REQUESTS)
    return subject.held(NAME, judge(seen), place)


def judge(seen: Tally) -> Ruling:
    """What requests got while checks were slow."""
    said = f"while checks are answered after {1000 * WORK:.0f} ms, {seen.failures()}"
    bad = seen.failing > ALLOWED
    return Ruling(Verdict.FAILED if bad else Verdict.SURVIVED, said, seen.figures())
