"""What is asked of the real program, and what the Forecast says about it."""

import re

from steelyard.core.record import frozen, replace
from steelyard.expect.result import Line
from steelyard.forecast.routing.outcome import Outcome
from steelyard.forecast.routing.request import Request
from steelyard.forecast.routing.space.door import Door
from steelyard.forecast.routing.walk import go_on, to_pool

_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?)*")
"""A name that a TLS library sends (RFC 6066: a DNS name without a dot at the end)."""


@frozen
class Question:
    """One request to one socket, and where it must end.

    ``line`` is the route that decides, None where no line does or another one than
    was asked for.  ``sure`` is
    False when the request was made with something settled that no request
    settles (a condition that is not understood): the answer is then only told.
    """

    door: Door
    request: Request
    outcome: Outcome
    line: Line | None = None
    sure: bool = True

    @property
    def rests(self) -> list[str]:
        """What the way to its end takes for granted: files, limits, what is not understood."""
        return to_pool(self.door.state(self.request)).assumptions

    @property
    def pool(self) -> str:
        """The pool that it must reach, "" for another end."""
        return self.outcome.pool if self.outcome.kind == "pool" else ""


def ask(door: Door, request: Request, line: Line | None = None) -> Question:
    """The question of a request to a socket, as a client can send it.

    ``line`` should decide it; where it does not, the question has none.
    """
    scheme = door.scheme if door.listener.protocol == "http" else request.scheme
    version = "2.0" if _only_http2(door) else request.version
    sent = replace(
        request,
        scheme=scheme,
        port=door.bind.port,
        server_name=_sendable(request.server_name),
        version=version,
    )
    outcome = go_on(door.state(sent))
    if line is not None and all(step.place != line.place for step in outcome.steps):
        line = None
    return Question(door, sent, outcome, line, sure=not request.settled and not _shared(door))


def _sendable(name: str) -> str:
    """A server name that a TLS library sends: no address, no empty label; "" for none."""
    name = f"a{name}" if name.startswith(".") else name
    if not _NAME.fullmatch(name) or name.rpartition(".")[2].isdecimal():
        return ""
    return name


def _only_http2(door: Door) -> bool:
    """Whether a socket without TLS, where nothing can be agreed on, was set to HTTP/2."""
    return door.listener.protocol == "http" and not door.bind.tls and door.bind.protocols == ("h2",)


def _shared(door: Door) -> bool:
    """Whether other listeners take connections of the same socket, as the kernel likes."""
    if door.listener.by_name:
        return False
    mine = (door.bind.address, door.bind.port, door.bind.transport)
    return any(
        (bind.address, bind.port, bind.transport) == mine
        for listener in door.gateway.listeners
        if listener is not door.listener and not listener.disabled and not listener.by_name
        for bind in listener.binds
    )


HERE = "127.0.0.1"
"""Where requests come from when no PROXY header says otherwise."""


def from_here(question: Question) -> Question:
    """The same, asked by a client on this machine."""
    return ask(question.door, replace(question.request, source=HERE), question.line)
