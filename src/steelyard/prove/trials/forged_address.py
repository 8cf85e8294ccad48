"""A stranger says that he is somebody else.

What is done: a stranger (203.0.113.77) asks for what reaches the pool; where he is refused,
he asks again with X-Forwarded-For: 10.1.1.1 and its relatives, and once with the address
of a client that is let in; X-Forwarded-Proto: https comes along.
What is looked at: whether the lie opens the door.
Failed: a request that was refused reaches a server.
"""

from collections.abc import Sequence

from steelyard.core.record import replace
from steelyard.prove.arena import Stage
from steelyard.prove.forwarded import FORWARDED, without
from steelyard.prove.question import Question
from steelyard.prove.tally import Reply
from steelyard.prove.trial import Ruling, TrialHeld, TrialSubject, Verdict

NAME = "forged-address"
TITLE = "A stranger says in headers that he comes from inside"

STRANGER = "203.0.113.77"
INSIDE = "10.1.1.1"
MOST = 8


def applies(subject: TrialSubject) -> bool:
    """Some are refused, and clients may come from anywhere."""
    refused = any(one.outcome.status in (401, 403) for one in subject.strangers)
    return subject.anywhere and bool(subject.pool.servers) and refused


async def run(stage: Stage, subject: TrialSubject) -> TrialHeld:
    """The plain request, then the lies."""
    refused = [one for one in subject.strangers if one.outcome.status in (401, 403)]
    bases = [*subject.witnesses, *refused][:MOST]
    plain = await stage.send([_from(one, "") for one in bases])
    insiders = [INSIDE, *(one.request.source for one in subject.witnesses[:2])]
    lies: list[tuple[str, Reply, Reply]] = []
    for said in dict.fromkeys(insiders):
        forged = await stage.send([_from(one, said) for one in bases])
        lies += [(said, was, now) for was, now in zip(plain, forged, strict=True)]
    door = bases[0].door.listener
    place = door.client_addresses[0].place if door.client_addresses else door.place
    return subject.held(NAME, judge(lies), place)


def _from(base: Question, said: str) -> Question:
    """The stranger's request, with what he says of himself."""
    headers = without(base.request.headers)
    if said:
        headers += [(name, said) for name in FORWARDED]
        headers.append(("X-Forwarded-Proto", "https"))
    request = replace(base.request, source=STRANGER, headers=tuple(headers))
    return replace(base, request=request)


def judge(lies: Sequence[tuple[str, Reply, Reply]]) -> Ruling:
    """Each address that was said, the reply without the lie, and with it."""
    refused = [lie for lie in lies if lie[1].server is None and not lie[1].fine]
    opened = [lie for lie in refused if lie[2].server is not None]
    figures: dict[str, object] = {"refused": len(refused), "opened": len(opened)}
    if opened:
        said, was, now = opened[0]
        text = (
            f"a stranger who is answered {was.said} is let in ({now.said}) "
            f"when he sends X-Forwarded-For: {said}"
        )
        return Ruling(Verdict.FAILED, text, figures)
    text = f"forged addresses open no door to a stranger ({len(refused)} tried)"
    return Ruling(Verdict.SURVIVED, text, figures)
