"""A server fails for a moment, is put out by what its requests met, and is well again.

What is done: one server closes connections until the gateway asks it no more; then it is
well.  Requests at once, and again after the time that the configuration states, where that
is not longer than a trial may wait.
What is looked at: whether it gets requests again.
Failed: it is put out for more than 60 s as stated, or gets nothing after the stated time.
A stated time that is longer than the wait but at most 60 s is believed.
"""

import asyncio

from steelyard.prove.arena import Stage
from steelyard.prove.behaviour import Behaviour
from steelyard.prove.tally import Tally
from steelyard.prove.trial import Ruling, TrialHeld, TrialSubject, Verdict

NAME = "long-ejection"
TITLE = "A server fails for a moment and is well again"

PER_SERVER = 20
LONGEST = 60.0


def applies(subject: TrialSubject) -> bool:
    """Failed requests put servers out for a stated time."""
    return subject.several and stated(subject) > 0


def stated(subject: TrialSubject) -> float:
    """Seconds that the first working server is put out, 0 where it never is."""
    passive = subject.pool.servers[subject.working[0]].passive
    fails, out = passive.get("max-fails"), passive.get("fail-timeout")
    if out is None or (fails is not None and not fails.value):
        return 0.0
    return float(out.value)


async def run(stage: Stage, subject: TrialSubject) -> TrialHeld:
    """Broken, well, and well for the stated time."""
    broken = subject.working[0]
    server = subject.pool.servers[broken]
    seconds = stated(subject)
    questions = subject.questions()
    number = PER_SERVER * len(subject.working)
    await stage.behave(broken, Behaviour(close=True))
    await stage.count(questions, number, 4)
    await stage.recover()
    soon = await stage.count(questions, number, 4)
    later = None
    if not soon.servers[broken] and seconds <= subject.longest_wait:
        await asyncio.sleep(seconds + 1.1)
        later = await stage.count(questions, number, 4)
    ruling = judge(server.name, seconds, soon, later, broken)
    return subject.held(NAME, ruling, server.passive["fail-timeout"].place)


def judge(name: str, seconds: float, soon: Tally, later: Tally | None, broken: int) -> Ruling:
    """``soon`` after it was well, ``later`` after the stated time, None if not waited for."""
    figures = {**soon.figures(), "server": name, "stated_seconds": seconds}
    if soon.servers[broken]:
        got = f"{soon.servers[broken]} of {soon.sent}"
        return Ruling(Verdict.SURVIVED, f"{name} is well again and gets {got} at once", figures)
    said = f"{name} is well again and gets none of {soon.sent} requests"
    if later is not None:
        said += f", after {seconds:g} s {later.servers[broken]} of {later.sent}"
        bad = not later.servers[broken]
    else:
        said += f", for {seconds:g} s as stated (not waited for)"
        bad = seconds > LONGEST
    return Ruling(Verdict.FAILED if bad else Verdict.SURVIVED, said, figures)
