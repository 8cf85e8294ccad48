"""The application needs longer than usual.

What is done: every server takes 500 ms to answer, or as long as the policy's
``response_time`` says is still right.  12 clients ask once each.
What is looked at: whether they get the answer, and how often servers were asked for it.
Failed: any request fails.  A time-out shorter than the work turns a slow day into an
outage, and each retry repeats the work.
"""

from steelyard.prove.arena import Stage
from steelyard.prove.behaviour import Behaviour
from steelyard.prove.tally import Tally
from steelyard.prove.trial import Ruling, TrialHeld, TrialSubject, Verdict

NAME = "slow-server"
TITLE = "Every answer takes 500 ms"

WORK = 0.5
CLIENTS = 12


def applies(subject: TrialSubject) -> bool:
    """Requests reach it."""
    return bool(subject.witnesses)


async def run(stage: Stage, subject: TrialSubject) -> TrialHeld:
    """All servers at the same speed."""
    work = min(subject.policy.response_time or WORK, subject.longest_wait)
    await stage.all_behave(Behaviour(delay=work))
    seen = await stage.count(subject.questions(), CLIENTS, CLIENTS)
    stated = subject.pool.timeouts.get("response")
    return subject.held(NAME, judge(seen, work), stated.place if stated else None)


def judge(seen: Tally, work: float) -> Ruling:
    """``work``: seconds that each answer took."""
    figures = {**seen.figures(), "work": work}
    said = f"when an answer takes {1000 * work:.0f} ms, {seen.failures()}"
    if seen.attempts > seen.sent:
        said += f", and the servers do the work {seen.attempts} times"
    return Ruling(Verdict.FAILED if seen.failed else Verdict.SURVIVED, said, figures)
