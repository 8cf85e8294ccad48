"""One server fails fast while the others work.

What is done: one server answers 500 at once, as a process does that has lost its
database; its health check is still content.  The others take 150 ms.  24 clients ask
240 times.
What is looked at: how many requests the broken server draws.
Failed: it draws more than half as much again as its share of calm times, and more than
40 %: being quick with errors makes it attractive.  A rotation gives it its calm share and
survives with that many errors; a balancer that puts it out, or asks another server again,
gets less.
"""

from steelyard.prove.arena import Stage
from steelyard.prove.behaviour import Behaviour
from steelyard.prove.tally import Tally, percent
from steelyard.prove.trial import Ruling, TrialHeld, TrialSubject, Verdict

NAME = "black-hole"
TITLE = "One server answers 500 at once, the others take 150 ms"

REQUESTS, CLIENTS = 240, 24
WORK = 0.15
MORE, LEAST = 1.5, 0.4


def applies(subject: TrialSubject) -> bool:
    """Several servers share the requests."""
    return subject.several


async def run(stage: Stage, subject: TrialSubject) -> TrialHeld:
    """The first server that gets requests fails."""
    calm = await stage.count(subject.questions(), 24 * len(subject.working))
    broken = calm.top
    await stage.all_behave(Behaviour(delay=WORK), but=[broken])
    await stage.behave(broken, Behaviour(status=500))
    seen = await stage.count(subject.questions(), REQUESTS, CLIENTS)
    server = subject.pool.servers[broken]
    held = judge(server.name, calm.share(broken), seen, broken)
    attracted = held.verdict is Verdict.FAILED
    return subject.held(NAME, held, subject.pool.balance.place if attracted else server.place)


def judge(name: str, calm: float, seen: Tally, broken: int) -> Ruling:
    """``calm``: the server's share while all were well."""
    arrived = sum(seen.servers)
    got = seen.errors.get("500", 0) or seen.servers[broken]
    drawn = max(got / seen.sent if seen.sent else 0.0, seen.share(broken))
    figures = {**seen.figures(), "server": name, "calm_share": calm, "share": drawn}
    said = (
        f"{name} answers 500 at once and gets {max(got, seen.servers[broken])} of {seen.sent} "
        f"requests ({percent(drawn)}; {percent(calm)} in calm times): {seen.failures()}"
    )
    if arrived and drawn > LEAST and drawn > MORE * calm:
        return Ruling(Verdict.FAILED, said, figures)
    return Ruling(Verdict.SURVIVED, said, figures)
