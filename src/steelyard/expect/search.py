"""Looks for a request that ends otherwise than it should."""

from collections.abc import Callable, Sequence

from steelyard.core.record import field, record
from steelyard.expect.explore import Budget, Ended, Exploration
from steelyard.expect.space import Entrance, Space
from steelyard.forecast.routing.language.refused import TooLarge
from steelyard.forecast.routing.outcome import Outcome
from steelyard.forecast.routing.request import Request
from steelyard.forecast.routing.space.ends import End
from steelyard.forecast.routing.space.program import Node, Step
from steelyard.forecast.routing.space.solver import Wanted
from steelyard.forecast.routing.walk import walk
from steelyard.model.conditions import Condition, Never

ALL_TRIES = 400_000
"""Requests that the search for one counterexample may try."""

CHANCES = frozenset(
    {"file-exists", "client-counter", "source-port", "destination", "destination-port", "version"}
)
"""What no request decides and may well be: a way that rests on it is possible."""

MALFORMED = 400
"""The status for what is no proper HTTP (RFC 9110 section 15.5.1)."""

Wrong = Callable[[End], Condition]
"""Which requests with an end are against the expectation; `Never` for none of them."""

Against = Callable[[Outcome], bool | None]
"""Whether one outcome is against the expectation; None: unknown."""


@record
class Counterexample:
    """A request against an expectation, and its way.

    ``doubts``: why it is not certain that there is none; ``meant``: whether any
    request is spoken of at all, None when that is not known.
    """

    request: Request | None = None
    outcome: Outcome | None = None
    doubts: list[str] = field(default_factory=list)
    meant: bool | None = False


def search(
    space: Space,
    entrances: Sequence[Entrance],
    wanted: Sequence[Wanted],
    wrong: Wrong,
    against: Against,
) -> Counterexample:
    """The first request found for which ``wanted`` holds and whose end is wrong."""
    found = Counterexample()
    budget = Budget(ALL_TRIES)
    for entrance in entrances:
        if found.request is not None:
            break
        answer = entrance.solver.solve(wanted)
        if answer.none:
            continue
        found.meant = True if answer.request is not None else (found.meant or None)
        visitor = _Wrongs(space, found, wrong, against)
        try:
            Exploration(space, entrance, visitor, budget).run(wanted)
        except TooLarge as too_large:
            found.doubts.append(str(too_large))
    if budget.exceeded:
        found.doubts.append("the question takes too many tries")
    return found


class _Wrongs:
    """Looks for wrong ends."""

    def __init__(self, space: Space, found: Counterexample, wrong: Wrong, against: Against) -> None:
        self._space = space
        self._found = found
        self._wrong = wrong
        self._against = against
        self._ways: dict[int, bool] = {}

    @property
    def done(self) -> bool:
        """One request is enough."""
        return self._found.request is not None

    def wants(self, then: Node | End, told: Step | None) -> bool:
        """Whether any end from here on is wrong."""
        if isinstance(then, End):
            return self._bad(then) and not (told is None and _malformed(then))
        known = self._ways.get(id(then))
        if known is None:
            known = self._ways[id(then)] = any(
                self._bad(step.then) if isinstance(step.then, End) else self.wants(step.then, told)
                for step in then.steps
            )
        return known

    def _bad(self, end: End) -> bool:
        return not isinstance(self._wrong(end), Never)

    def when(self, end: End) -> Condition:
        """The requests that are against the expectation."""
        return self._wrong(end)

    def reached(self, ended: Ended) -> None:
        """Notes the request, once the walk confirms it; else a doubt."""
        request = ended.answer.request
        if request is None:
            self._doubt(ended.answer.why)
            return
        if ended.end.kind == "unknown":
            self._doubt(f"{ended.end.what}; such requests as {request} meet it")
            return
        rests_on = _not_understood(request)
        if rests_on:
            self._doubt(f"whether '{rests_on}' holds is not known; it decides {request}")
            return
        outcome = walk(self._space.gateway, request)
        if self._against(outcome):
            self._found.request, self._found.outcome = request, outcome
            return
        said = outcome.why if outcome.kind == "unknown" else "its way could not be confirmed"
        self._doubt(f"{request} may be against it: {said}")

    def _doubt(self, why: str) -> None:
        if why not in self._found.doubts:
            self._found.doubts.append(why)


def _malformed(end: End) -> bool:
    """Whether a gateway that no line tells to refuses what is no proper HTTP."""
    return end.kind == "reject" and end.status == MALFORMED


def _not_understood(request: Request) -> str:
    """What a request rests on that may be impossible, "" for nothing."""
    for name in request.settled:
        if name.partition(" ")[0] not in CHANCES:
            return name
    return ""
