"""Requests lack what the hash key is made of.

What is done: 60 requests of different clients without the header, cookie or parameter that
the key is made of, one after the other; then 60 that have one, each another.
What is looked at: the share of the busiest server in both.
Failed: one server gets more than 90 % of either, and ``check`` finds that the key is the
same for all of them (``share/constant-key``: a text around a missing header is a key, too).
Where nothing says that it is not meant, it is told.
"""

from itertools import islice

from steelyard.lint.keys import is_source
from steelyard.prove.arena import Stage
from steelyard.prove.question import Question, ask
from steelyard.prove.tally import Tally, percent, spread
from steelyard.prove.trial import Ruling, TrialHeld, TrialSubject, Verdict
from steelyard.prove.vary import source

NAME = "missing-key"
TITLE = "Requests without what the hash key is made of"

REQUESTS = 60
NEARLY_ALL = 0.9
CONSTANT = "share/constant-key"


def applies(subject: TrialSubject) -> bool:
    """A key of the request decides, and is not the client's address alone."""
    key = subject.pool.balance.key
    return subject.several and key is not None and not is_source(key.value)


async def run(stage: Stage, subject: TrialSubject) -> TrialHeld:
    """Without, then with."""
    base = subject.witnesses[0]
    bare = [_client(base, n) if subject.anywhere else base for n in range(1, REQUESTS + 1)]
    without = stage.tally(await stage.send(bare, 1))
    having = stage.tally(await stage.send(list(islice(subject.questions(), REQUESTS)), 1))
    names = [server.name for server in subject.pool.servers]
    ruling = judge(names, without, having, CONSTANT in subject.suspected)
    return subject.held(NAME, ruling, subject.pool.balance.place)


def _client(base: Question, number: int) -> Question:
    """The same from another address, where that leads to the same pool."""
    request = source(base.request, number)
    found = ask(base.door, request, base.line)
    return found if found.pool == base.pool else base


def judge(names: list[str], without: Tally, having: Tally, constant: bool) -> Ruling:
    """``constant``: the key does not tell these requests apart."""
    figures: dict[str, object] = {
        "names": names,
        "without": without.figures(),
        "with": having.figures(),
    }
    for seen, what in ((having, "with keys of their own"), (without, "without a key")):
        share = seen.share(seen.top)
        if share > NEARLY_ALL:
            said = f"of {seen.sent} requests {what} {names[seen.top]} gets {percent(share)}"
            return Ruling(Verdict.FAILED if constant else Verdict.TOLD, said, figures)
    said = f"requests without a key are spread: {spread(names, without.servers)}"
    return Ruling(Verdict.SURVIVED, said, figures)
