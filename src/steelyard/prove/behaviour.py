"""How a stand-in answers, and what it tells of those who came."""

from typing import Self
from urllib.parse import quote

from steelyard.core.record import frozen

Key = tuple[str, int]
"""A stand-in: pool, and the server's number in it."""

SERVER_HEADER = "X-Steelyard-Server"
"""In an answer: ``pool/index`` of the stand-in that gave it."""

REQUEST_HEADER = "X-Steelyard-Request"
"""In a request: what it is known by; without it, it is a health check."""


@frozen
class Behaviour:
    """How a stand-in answers.

    ``delay`` in seconds before each answer; ``close``: read, and close without an
    answer; ``refuse``: nobody listens, and whoever was connected is thrown out;
    ``hang``: read and never answer; ``capacity``: so many requests at a time, others
    wait; ``headers`` are added to each answer.  ``checks`` is how health checks are
    answered, None for a plain 200 at once.  Requests whose target begins with
    ``poison[0]`` are answered by ``poison[1]``.  ``refuse`` counts only in the
    outermost of these.
    """

    status: int = 200
    delay: float = 0.0
    close: bool = False
    refuse: bool = False
    hang: bool = False
    capacity: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    checks: Self | None = None
    poison: tuple[str, Self] | None = None

    def towards(self, identity: str, target: str) -> "Behaviour":
        """The behaviour towards one request."""
        if not identity:
            return self.checks or WELL
        if self.poison is not None and target.startswith(self.poison[0]):
            return self.poison[1]
        return self


WELL = Behaviour()
"""Answers 200 at once."""


@frozen
class Arrival:
    """A request at a stand-in; ``number`` counts over all of them, in order.

    ``identity`` is the value of the header `REQUEST_HEADER`, ``at`` the loop's time,
    ``source`` the client's address that a PROXY header told, "" without one.
    """

    number: int
    key: Key
    identity: str
    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    at: float
    source: str = ""


@frozen
class Contact:
    """A connection that spoke no HTTP, and the first bytes that it sent."""

    number: int
    key: Key
    first: bytes
    at: float
    source: str = ""


def server_name(key: Key) -> str:
    """How a stand-in names itself: ``pool/index``, quoted as in a URL for the header's sake."""
    return f"{quote(key[0], safe='/:@', errors='surrogateescape')}/{key[1]}"


def answer(key: Key, behaviour: Behaviour, *, headless: bool, connection: str) -> bytes:
    """The bytes of one answer; ``headless`` for HEAD; ``connection`` is that header or ""."""
    body = f"steelyard {server_name(key)}\n".encode("ascii")
    lines = [f"HTTP/1.1 {behaviour.status} Stand-in", f"{SERVER_HEADER}: {server_name(key)}"]
    bodiless = behaviour.status < 200 or behaviour.status in (204, 304)
    if not bodiless:
        lines += ["Content-Type: text/plain", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in behaviour.headers]
    lines += [f"Connection: {connection}"] if connection else []
    head = "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape")
    return head if bodiless or headless else head + body
