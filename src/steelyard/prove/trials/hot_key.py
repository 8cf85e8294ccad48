"""Most requests carry the same key.

What is done: 24 clients at a time ask 200 times, four of five times with one and the same
key (one film, one tenant); every answer takes 20 ms.
What is looked at: the share of the busiest server.
Failed: one server gets more than 70 %, and ``check`` finds that nothing bounds it
(``share/hot-key``), or it is more than the policy's ``max_share``.  Else such a share is
told: it is what a hash promises.
"""

from itertools import islice

from steelyard.lint.keys import is_source
from steelyard.prove.arena import Stage
from steelyard.prove.behaviour import Behaviour
from steelyard.prove.tally import Tally, percent, spread
from steelyard.prove.trial import Ruling, TrialHeld, TrialSubject, Verdict

NAME = "hot-key"
TITLE = "Four of five requests carry one key"

REQUESTS, CLIENTS = 200, 24
WORK = 0.02
OTHER = 5
MUCH = 0.7
UNBOUND = "share/hot-key"


def applies(subject: TrialSubject) -> bool:
    """A key of the request decides who is asked."""
    key = subject.pool.balance.key
    return subject.several and key is not None and key.varies and not is_source(key.value)


async def run(stage: Stage, subject: TrialSubject) -> TrialHeld:
    """The hot key is that of the first request."""
    found = list(islice(subject.questions(), REQUESTS))
    asked = [one if number % OTHER == 0 else found[0] for number, one in enumerate(found)]
    await stage.all_behave(Behaviour(delay=WORK))
    seen = stage.tally(await stage.send(asked, CLIENTS))
    names = [server.name for server in subject.pool.servers]
    ruling = judge(names, seen, UNBOUND in subject.suspected, subject.policy.max_share)
    return subject.held(NAME, ruling, subject.pool.balance.place)


def judge(names: list[str], seen: Tally, unbound: bool, max_share: float | None) -> Ruling:
    """``unbound``: nothing keeps one server from getting all of a key."""
    share = seen.share(seen.top)
    figures = {**seen.figures(), "names": names, "share": share}
    said = f"with 80 % of requests on one key {spread(names, seen.servers)}"
    if max_share is not None and share > max_share:
        text = f"{said}; the policy allows {percent(max_share)}"
        return Ruling(Verdict.FAILED, text, figures)
    if share <= MUCH:
        return Ruling(Verdict.SURVIVED, said, figures)
    said = f"with 80 % of requests on one key {names[seen.top]} gets {percent(share)}"
    return Ruling(Verdict.FAILED if unbound else Verdict.TOLD, said, figures)
