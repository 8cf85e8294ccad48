"""What came of the questions: answers, and arrivals at the stand-ins."""

from enum import StrEnum

from steelyard.core.record import field, frozen, record
from steelyard.prove.question import Question

Key = tuple[str, int]
"""A stand-in: pool, and the server's number in it."""


@frozen
class Arrived:
    """A request that came to a stand-in: who, what it asked for, its number over all."""

    key: Key
    target: str
    order: int


@record
class Seen:
    """One question, its answer and where it arrived, each attempt in order.

    ``status`` None: closed without an answer, or no answer in time (``late``).
    ``served``: whether one of those it came to gave the answer; where not, the gateway
    asked them for itself (NGINX ``auth_request``) or failed after them.  The one that
    did stands last.
    """

    question: Question
    status: int | None
    location: str = ""
    late: bool = False
    arrived: list[Arrived] = field(default_factory=list)
    served: bool = True

    def at(self, pool: str) -> Arrived | None:
        """The first arrival at a pool."""
        return next((one for one in self.arrived if one.key[0] == pool), None)


class Held(StrEnum):
    """What became of a promise."""

    PROVEN = "proven"
    CONTRADICTED = "contradicted"
    UNPROVEN = "not provable"
