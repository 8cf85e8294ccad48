"""Many clients at a time, with work that takes a while.

What is done: 30 clients at a time ask 60 times; every answer takes 300 ms.
What is looked at: requests that fail, and how long all of it takes against the 0.6 s that
it takes where nobody waits.
Failed: more than 1 % fail, or it takes more than 4 times as long.  A limit of connections
that is too small makes a queue in front of idle servers; that of a listener does so
without a line in the log.
"""

import asyncio

from steelyard.prove.arena import Stage
from steelyard.prove.behaviour import Behaviour
from steelyard.prove.tally import Tally
from steelyard.prove.trial import Ruling, TrialHeld, TrialSubject, Verdict

NAME = "queue"
TITLE = "30 clients at a time, 300 ms of work each"

REQUESTS, CLIENTS = 60, 30
WORK = 0.3
ALLOWED = 0.01
SLOWER = 4.0


def applies(subject: TrialSubject) -> bool:
    """Requests reach it."""
    return bool(subject.witnesses)


async def run(stage: Stage, subject: TrialSubject) -> TrialHeld:
    """All at the same speed."""
    loop = asyncio.get_running_loop()
    await stage.all_behave(Behaviour(delay=WORK))
    started = loop.time()
    seen = await stage.count(subject.questions(), REQUESTS, CLIENTS)
    ruling = judge(seen, loop.time() - started)
    limited = [
        s.limits["max-connections"] for s in subject.pool.servers if "max-connections" in s.limits
    ]
    door = subject.witnesses[0].door.listener.limits.get("max-connections")
    stated = [one for one in ([door] if door is not None else []) + limited if one.place.line]
    tightest = min(stated, key=lambda one: float(one.value), default=None)
    return subject.held(NAME, ruling, tightest.place if tightest is not None else None)


def judge(seen: Tally, seconds: float) -> Ruling:
    """``seconds`` for all of it."""
    ideal = WORK * REQUESTS / CLIENTS
    figures = {**seen.figures(), "seconds": round(seconds, 3), "ideal": ideal}
    said = (
        f"{CLIENTS} clients at a time with {1000 * WORK:.0f} ms of work: {seen.failures()}, "
        f"in {seconds:.1f} s instead of {ideal:.1f} s"
    )
    bad = seen.failing > ALLOWED or seconds > SLOWER * ideal
    return Ruling(Verdict.FAILED if bad else Verdict.SURVIVED, said, figures)
