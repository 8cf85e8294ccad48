"""Sends questions to a candidate at work, and matches what arrived with what was asked."""

from collections.abc import Sequence

from steelyard.dialects.sandbox import Endpoint
from steelyard.prove.behaviour import Arrival
from steelyard.prove.call import Answer, Call
from steelyard.prove.client import Lane, ask_all
from steelyard.prove.location import original
from steelyard.prove.plan import PlannedLane
from steelyard.prove.question import Question
from steelyard.prove.seen import Arrived, Seen
from steelyard.prove.site import Site

LANES = 24
"""Lanes that are asked side by side."""

PAUSE = 0.005
"""Seconds after an answer, where the next server depends on who is still busy."""


async def ask(site: Site, lanes: Sequence[PlannedLane], patience: int = 1) -> list[Seen]:
    """Each lane's questions one after the other, lanes side by side; the answers in that order.

    ``patience``: so many times slower.
    """
    site.standins.clear()
    questions: list[Question] = []
    calls = []
    for lane in lanes:
        first = len(questions)
        questions += lane.questions
        made = [_call(site, q, str(first + n)) for n, q in enumerate(lane.questions)]
        calls.append(Lane(made, pause=PAUSE * patience if lane.gently or patience > 1 else 0.0))
    answers = [answer for lane in await ask_all(calls, LANES // patience) for answer in lane]
    if not site.program.alive():
        raise site.program.failure("ended while it was asked")
    arrived: dict[str, list[Arrived]] = {}
    for one in site.standins.arrivals:
        arrived.setdefault(one.identity, []).append(_arrived(one))
    contacts = {one.number: Arrived(one.key, "", one.number) for one in site.standins.contacts}
    seen = []
    for number, (question, answer) in enumerate(zip(questions, answers, strict=True)):
        came = arrived.get(str(number), [])
        if not came and answer.server:
            came = _contact(answer, contacts)
        location = original(answer.header("location"), _endpoint(site, question), question)
        served = bool(answer.server) or answer.body_start.startswith(b"steelyard ")
        came = sorted(came, key=lambda one: "{}/{}".format(*one.key) == answer.server)
        seen.append(Seen(question, answer.status, location, answer.late, came, served))
    return seen


def _call(site: Site, question: Question, name: str) -> Call:
    """The question on its way to where the candidate listens."""
    bind, listener = question.door.bind, question.door.listener
    endpoint = _endpoint(site, question)
    passed_on = listener.protocol != "http" and not bind.tls
    hello = passed_on and question.request.scheme == "https"
    return Call(
        question.request,
        endpoint,
        name,
        endpoint in site.sandbox.proxied,
        hello,
        certificate=site.room.certificate if bind.tls else "",
    )


def _endpoint(site: Site, question: Question) -> Endpoint:
    """Where the question's socket is in the sandbox."""
    bind = question.door.bind
    return site.room.listeners[bind.address, bind.port, bind.transport]


def _arrived(one: Arrival) -> Arrived:
    return Arrived(one.key, one.target, one.number)


def _contact(answer: Answer, contacts: dict[int, Arrived]) -> list[Arrived]:
    """The first connection, of those not told of yet, that an answer without HTTP came from."""
    pool, _, index = answer.server.rpartition("/")
    for number, one in contacts.items():
        if one.key == (pool, int(index)):
            return [contacts.pop(number)]
    return []
