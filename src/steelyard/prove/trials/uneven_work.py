"""Some requests are slow, and servers do one thing at a time.

What is done: every server does one request at a time, 20 ms for most and 400 ms for one in
25; three clients for each server ask 180 times in all.
What is looked at: how long the quick requests take.
Told: their median is more than 6 times the work: they wait behind slow ones while other
servers are idle.  This fails nothing: whether work is so uneven, only its owner knows.
"""

from itertools import islice

from steelyard.core.record import replace
from steelyard.prove.arena import Stage
from steelyard.prove.behaviour import Behaviour
from steelyard.prove.question import Question, ask
from steelyard.prove.tally import Tally
from steelyard.prove.trial import Ruling, TrialHeld, TrialSubject, Verdict

NAME = "uneven-work"
TITLE = "One in 25 requests is slow, servers do one at a time"

REQUESTS = 180
EACH, MOST_CLIENTS = 3, 24
RARELY = 25
WORK, SLOW = 0.02, 0.4
SLOWER = 6.0
MARK = "steelyard=slow"


def applies(subject: TrialSubject) -> bool:
    """Several servers, and the balancer alone decides."""
    pool = subject.pool
    return subject.several and pool.balance.key is None and _slow(subject.witnesses[0]) is not None


def _slow(one: Question) -> Question | None:
    """The same request with a mark in its query, None where it goes elsewhere."""
    target = one.request.target
    joint = "&" if "?" in target else "?"
    request = replace(one.request, target=f"{target}{joint}{MARK}")
    found = ask(one.door, request, one.line)
    return found if found.pool == one.pool else None


async def run(stage: Stage, subject: TrialSubject) -> TrialHeld:
    """First how the mark arrives, then the load."""
    marked = _slow(subject.witnesses[0])
    assert marked is not None
    await stage.send([marked])
    target = next((one.target for one in stage.site.standins.arrivals), "")
    place = subject.pool.balance.place
    if MARK not in target:
        why = "no request can be marked as slow"
        return subject.held(NAME, Ruling(Verdict.NOT_TRIED, why), place)
    slow = Behaviour(delay=SLOW, capacity=1)
    await stage.all_behave(Behaviour(delay=WORK, capacity=1, poison=(target, slow)))
    quick = list(islice(subject.questions(), REQUESTS))
    asked = [marked if n % RARELY == RARELY // 2 else one for n, one in enumerate(quick)]
    clients = min(MOST_CLIENTS, EACH * len(subject.working))
    replies = await stage.send(asked, clients)
    fast = [reply for one, reply in zip(asked, replies, strict=True) if one is not marked]
    return subject.held(NAME, judge(stage.tally(fast)), place)


def judge(fast: Tally) -> Ruling:
    """The quick requests."""
    figures = {**fast.figures(), "median": round(fast.median, 4), "work": WORK}
    said = (
        f"quick requests ({1000 * WORK:.0f} ms of work) take {1000 * fast.median:.0f} ms in the "
        "median while one in 25 is slow"
    )
    if fast.failed:
        said += f"; {fast.failures()}"
    bad = fast.median > SLOWER * WORK
    return Ruling(Verdict.TOLD if bad else Verdict.SURVIVED, said, figures)
