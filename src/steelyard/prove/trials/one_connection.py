"""One client keeps its connection and sends all its requests there.

What is done: 90 requests on one connection, as a program with a connection pool sends them.
What is looked at: how many servers get some.
Failed: one server gets more than 90 %, and ``check`` finds that it speaks HTTP and is
balanced by connection (``share/per-connection``).  For other protocols that is told.  A
pool in which a key or a cookie decides is not tried.
"""

from steelyard.prove.arena import Stage
from steelyard.prove.tally import Tally, percent, spread
from steelyard.prove.trial import Ruling, TrialHeld, TrialSubject, Verdict

NAME = "one-connection"
TITLE = "90 requests on one connection"

REQUESTS = 90
NEARLY_ALL = 0.9
BY_CONNECTION = "share/per-connection"


def applies(subject: TrialSubject) -> bool:
    """Several servers, the balancer alone decides, and clients speak HTTP."""
    pool = subject.pool
    if not subject.several or pool.balance.key is not None or pool.persistence:
        return False
    if BY_CONNECTION in subject.suspected:
        return True
    return subject.witnesses[0].door.listener.protocol == "http"


async def run(stage: Stage, subject: TrialSubject) -> TrialHeld:
    """The same request, again and again."""
    replies = await stage.send([subject.witnesses[0]] * REQUESTS, keep=True)
    names = [server.name for server in subject.pool.servers]
    ruling = judge(names, stage.tally(replies), BY_CONNECTION in subject.suspected)
    return subject.held(NAME, ruling, subject.pool.place)


def judge(names: list[str], seen: Tally, unmeant: bool) -> Ruling:
    """``unmeant``: requests are meant to be spread."""
    figures = {**seen.figures(), "names": names}
    share = seen.share(seen.top)
    if share > NEARLY_ALL:
        said = (
            f"{seen.sent} requests on one connection: {names[seen.top]} gets "
            f"{seen.servers[seen.top]} ({percent(share)})"
        )
        return Ruling(Verdict.FAILED if unmeant else Verdict.TOLD, said, figures)
    said = f"{seen.sent} requests on one connection: {spread(names, seen.servers)}"
    return Ruling(Verdict.SURVIVED, said, figures)
