"""Where one request ends, and how certain that is."""

from steelyard.core.exactness import Exactness
from steelyard.core.record import field, record
from steelyard.forecast.routing.state import State, Step
from steelyard.model.pool import Server


@record
class ServerChoice:
    """A server that may get the request.

    ``share`` is the part of such requests that it gets, None when that cannot
    be said.
    """

    server: Server
    share: float | None
    exactness: Exactness


@record
class Outcome:
    """The end of one request's way.

    ``kind``: ``pool``, ``redirect``, ``respond``, ``reject`` or ``unknown``.
    ``status`` is None where it is not known or there is none.  ``servers`` are
    the candidates of the pool, one with share 1 when the very server is known.
    ``first`` is the server of the asked-for request after a fresh start, for
    ``order`` classes.  ``why`` says what an ``unknown`` rests on.  ``end`` is
    the request as the server would see it.
    """

    kind: str
    pool: str = ""
    server: str = ""
    status: int | None = None
    location: str = ""
    why: str = ""
    servers: list[ServerChoice] = field(default_factory=list)
    first: Server | None = None
    steps: list[Step] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)
    end: State | None = None

    @property
    def essence(self) -> tuple[str, str, str, int | None, str]:
        """What makes two ends the same for the client."""
        return (self.kind, self.pool, self.server, self.status, self.location)
