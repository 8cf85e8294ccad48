"""Sessions begin while only one server is up; and a start with slow starters.

What is done: all servers but one refuse connections, and the active checks have seen it;
60 users get their first answer and cookie.  Then all are well, and the same users come
again.  Where servers have a slow start: 30 requests right after the program started.
What is looked at: whether users spread again; whether slow start acts at a start.
Told: more than 90 % stay with the one server: persistence keeps a skew as long as sessions
last.  Told: servers with a slow start get their full share at once.  This fails nothing:
it is what persistence is for.
"""

from collections.abc import Sequence
from itertools import islice

from steelyard.core.record import replace
from steelyard.prove.arena import Stage
from steelyard.prove.behaviour import Behaviour
from steelyard.prove.question import Question
from steelyard.prove.tally import Reply, Tally, percent, spread
from steelyard.prove.trial import Ruling, TrialHeld, TrialSubject, Verdict

NAME = "cold-start"
TITLE = "Sessions begin while only one server is up"

USERS, FIRST = 60, 30
NEARLY_ALL = 0.9


def applies(subject: TrialSubject) -> bool:
    """Several servers, and sessions or a slow start."""
    slow = any(server.slow_start for server in subject.pool.servers)
    return subject.several and (bool(subject.pool.persistence) or slow)


async def run(stage: Stage, subject: TrialSubject) -> TrialHeld:
    """Who came while one was up, when all are."""
    pool = subject.pool
    names = [server.name for server in pool.servers]
    if not pool.persistence:
        seen = await stage.count(subject.questions(), FIRST)
        slow = next(server for server in pool.servers if server.slow_start)
        return subject.held(NAME, judge_start(names, seen, slow.slow_start), slow.place)
    users = list(islice(subject.questions(), USERS))
    others = subject.working[1:]
    for index in others:
        await stage.behave(index, Behaviour(refuse=True))
    await stage.notice_down(others)
    first = await stage.send(users)
    await stage.recover()
    await stage.notice_up(others)
    again = stage.tally(await stage.send(_again(users, first)))
    return subject.held(NAME, judge(names, again), pool.persistence[0].place)


def _again(users: Sequence[Question], first: Sequence[Reply]) -> list[Question]:
    """The same users with the cookies that they got."""
    found = []
    for one, reply in zip(users, first, strict=True):
        request = one.request
        kept = [pair for pair in request.headers if pair[0].lower() != "cookie"]
        said = [*request.header("cookie"), *reply.cookies]
        headers = (*kept, ("Cookie", "; ".join(said))) if said else tuple(kept)
        found.append(replace(one, request=replace(request, headers=headers)))
    return found


def judge(names: list[str], again: Tally) -> Ruling:
    """The users' second requests."""
    figures = {**again.figures(), "names": names}
    share = again.share(again.top)
    if share > NEARLY_ALL:
        said = (
            f"of {again.sent} users who came while only {names[again.top]} was up, "
            f"{again.servers[again.top]} stay there when all are ({percent(share)})"
        )
        return Ruling(Verdict.TOLD, said, figures)
    said = f"users who came while one server was up spread: {spread(names, again.servers)}"
    return Ruling(Verdict.SURVIVED, said, figures)


def judge_start(names: list[str], seen: Tally, seconds: float) -> Ruling:
    """The first requests after a start of the program."""
    figures = {**seen.figures(), "names": names, "slow_start": seconds}
    said = (
        f"the slow start of {seconds:g} s does not act when the program starts: "
        f"{spread(names, seen.servers)} at once"
    )
    return Ruling(Verdict.TOLD, said, figures)
