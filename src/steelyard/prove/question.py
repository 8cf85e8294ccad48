"""What is asked of the real program, and what the Forecast says about it."""

from steelyard.core.record import frozen, replace
from steelyard.expect.result import Line
from steelyard.forecast.routing.outcome import Outcome
from steelyard.forecast.routing.request import Request
from steelyard.forecast.routing.space.door import Door
from steelyard.forecast.routing.walk import go_on


@frozen
class Question:
    """One request to one socket, and where it must end.

    ``line`` is the route that decides, None where no line does.  ``sure`` is
    False when the request was made with something settled that no request
    settles (a condition that is not understood): the answer is then only told.
    """

    door: Door
    request: Request
    outcome: Outcome
    line: Line | None = None
    sure: bool = True

    @property
    def pool(self) -> str:
        """The pool that it must reach, "" for another end."""
        return self.outcome.pool if self.outcome.kind == "pool" else ""


def ask(door: Door, request: Request, line: Line | None = None) -> Question:
    """The question of a request to a socket."""
    scheme = door.scheme if door.listener.protocol == "http" else request.scheme
    sent = replace(request, scheme=scheme, port=door.bind.port)
    outcome = go_on(door.state(sent))
    return Question(door, sent, outcome, line, sure=not request.settled)
