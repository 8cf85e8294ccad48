"""One server accepts connections and closes them without an answer.

What is done: one server accepts and closes, requests and health checks alike, as a process
does whose port is held by something else.  When active checks have come to their result,
60 requests that may teach the gateway, then 60 that count.
What is looked at: whether the server is found out, and requests that fail.
Failed: more than 2 % of the second 60 fail.  A check that only connects finds nothing
wrong with such a server.
"""

from steelyard.prove.arena import Stage
from steelyard.prove.behaviour import Behaviour
from steelyard.prove.tally import Tally
from steelyard.prove.trial import Ruling, TrialHeld, TrialSubject, Verdict, too_long

NAME = "closing-server"
TITLE = "One server accepts connections and closes them"

REQUESTS = 60
ALLOWED = 0.02


def applies(subject: TrialSubject) -> bool:
    """Several servers share the requests."""
    return subject.several


async def run(stage: Stage, subject: TrialSubject) -> TrialHeld:
    """A start with the broken server; the second of those that work, where it is no start."""
    broken = subject.working[1]
    server = subject.pool.servers[broken]
    wait = subject.notice_seconds()
    if wait > subject.longest_wait:
        return subject.held(NAME, too_long(wait), server.place)
    await stage.behave(broken, Behaviour(close=True, checks=Behaviour(close=True)))
    await stage.restart()
    await stage.checked(wait + 1)
    questions = subject.questions()
    first = await stage.count(questions, REQUESTS)
    then = await stage.count(questions, REQUESTS)
    watch = "no health check" if server.check is None else f"a {server.check.kind} check"
    return subject.held(NAME, judge(server.name, watch, first, then), server.place)


def judge(name: str, watch: str, first: Tally, then: Tally) -> Ruling:
    """``first`` requests may fail; ``then`` the server must have been found out."""
    figures: dict[str, object] = {"first": first.figures(), "then": then.figures()}
    said = f"{name} accepts and closes ({watch}): {then.failures()}"
    if first.failed > then.failed:
        said += f"; before it was found out, {first.failures()}"
    bad = then.failing > ALLOWED
    return Ruling(Verdict.FAILED if bad else Verdict.SURVIVED, said, figures)
