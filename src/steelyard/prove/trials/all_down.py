"""All servers are gone, but for backups.

What is done: nobody listens at the servers that work in calm times; the active checks have
seen it.  60 requests.
What is looked at: who serves them, or what clients get and how soon.
Failed: of several backups one alone serves all (and ``check`` finds no sign that this is
meant), or clients get no answer within 10 s.  That there are errors without a backup is
told.
"""

from steelyard.prove.arena import Stage
from steelyard.prove.behaviour import Behaviour
from steelyard.prove.tally import Tally, percent, spread
from steelyard.prove.trial import Ruling, TrialHeld, TrialSubject, Verdict

NAME = "all-down"
TITLE = "All servers but the backups refuse connections"

REQUESTS = 60
NEARLY_ALL = 0.9
SINGLE = "pool/single-backup-serves"


def applies(subject: TrialSubject) -> bool:
    """Requests reach it."""
    return bool(subject.witnesses)


async def run(stage: Stage, subject: TrialSubject) -> TrialHeld:
    """All that work are taken away."""
    for index in subject.working:
        await stage.behave(index, Behaviour(refuse=True))
    await stage.notice_down(subject.working)
    seen = await stage.count(subject.questions(), REQUESTS)
    servers = subject.pool.servers
    backups = [i for i, s in enumerate(servers) if s.backup and i not in subject.working]
    names = [server.name for server in servers]
    ruling = judge(names, backups, seen, SINGLE in subject.suspected)
    return subject.held(NAME, ruling, servers[backups[0]].place if backups else None)


def judge(names: list[str], backups: list[int], seen: Tally, unmeant: bool) -> Ruling:
    """``backups``: numbers of servers that wait; ``unmeant``: nobody said that one is enough."""
    figures = {**seen.figures(), "names": names}
    if seen.failed:
        said = f"without all servers {seen.failures()}, after {seen.slowest:.1f} s at most"
        late = seen.errors.get("no answer", 0)
        return Ruling(Verdict.FAILED if late else Verdict.TOLD, said, figures)
    shares = spread([names[i] for i in backups], [seen.servers[i] for i in backups])
    said = f"without all servers the backups serve: {shares}"
    if len(backups) > 1 and seen.share(seen.top) > NEARLY_ALL:
        said = (
            f"without all servers {names[seen.top]} alone serves {seen.servers[seen.top]} of "
            f"{seen.sent} requests ({percent(seen.share(seen.top))}); the other backups wait"
        )
        return Ruling(Verdict.FAILED if unmeant else Verdict.TOLD, said, figures)
    return Ruling(Verdict.SURVIVED, said, figures)
