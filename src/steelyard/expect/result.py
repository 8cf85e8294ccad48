"""What became of expectations."""

from enum import Enum

from steelyard.core.place import Place
from steelyard.core.record import field, frozen, record
from steelyard.forecast.routing.outcome import Outcome
from steelyard.forecast.routing.request import Request
from steelyard.lint.expectations import Expectation


class Result(Enum):
    """What became of one expectation; ``SKIPPED``: it needs a log, and there is none."""

    HOLDS = "holds"
    FAILS = "fails"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


@record
class Judged:
    """One expectation and what became of it.

    ``why`` says what is wrong or unknown.  ``request`` is against the
    expectation, ``outcome`` its end and its way.
    """

    expectation: Expectation
    result: Result
    why: str = ""
    request: Request | None = None
    outcome: Outcome | None = None


@frozen
class Line:
    """A route as it is written: the line that decides."""

    place: Place
    text: str


@record
class Coverage:
    """The routes that there are, in the order of the files, and those that are covered.

    ``why``: not all could be looked at, and the reason.
    """

    routes: list[Line] = field(default_factory=list)
    covered: set[Line] = field(default_factory=set)
    why: str = ""

    @property
    def missing(self) -> list[Line]:
        """The routes that no expectation covers."""
        return [line for line in self.routes if line not in self.covered]


@record
class Verdict:
    """All expectations of one policy, in its order, and the coverage."""

    judged: list[Judged]
    coverage: Coverage

    def count(self, result: Result) -> int:
        """How many expectations came to that."""
        return sum(1 for one in self.judged if one.result is result)
