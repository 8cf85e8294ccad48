"""Which routes the expectations speak of: the lines that decide for some request they mean."""

from collections.abc import Iterable, Iterator

from steelyard.expect.explore import Budget, Ended, Exploration
from steelyard.expect.lines import Lines, written
from steelyard.expect.result import Coverage, Judged, Line
from steelyard.expect.space import Entrance, Space
from steelyard.forecast.routing.language.refused import TooLarge
from steelyard.forecast.routing.space.ends import End
from steelyard.forecast.routing.space.program import Node, Step
from steelyard.forecast.routing.space.solver import Wanted
from steelyard.forecast.routing.state import Step as Walked
from steelyard.forecast.routing.walk import walk
from steelyard.lint.expectations import AllRequests, OneRequest, OnlyFrom
from steelyard.model.conditions import ALWAYS, Condition

ALL_TRIES = 60_000
"""Requests that the coverage of a whole policy may try."""


def coverage(space: Space, judged: Iterable[Judged]) -> Coverage:
    """The routes of the gateway, and those that an expectation covers."""
    lines = Lines()
    found = Coverage()
    try:
        entrances = space.entrances()
        led = frozenset().union(*(lines.of(one.start)[0] for one in entrances))
    except TooLarge as too_large:
        return Coverage(why=str(too_large))
    found.routes = sorted({line for line, _ in led}, key=lambda line: (line.place, line.text))
    statements = [one.expectation.statement for one in judged]
    for one in statements:
        if isinstance(one, OnlyFrom):
            found.covered.update(line for line, pool in led if pool == one.pool)
        elif isinstance(one, OneRequest):
            _walked(found, walk(space.gateway, one.request).steps)
    budget = Budget(ALL_TRIES)
    for one in statements:
        if isinstance(one, AllRequests):
            wanted = space.wanted(one.where)
            for entrance in space.entrances(one.where):
                _meant(space, entrance, wanted, found, lines, budget)
    if budget.exceeded:
        found.why = "not all questions could be asked"
    return found


def _walked(found: Coverage, steps: list[Walked]) -> None:
    """Covers the last route on the way of one request."""
    routes = set(found.routes)
    for step in reversed(steps):
        line = Line(step.place, step.what)
        if line in routes:
            found.covered.add(line)
            return


def _meant(
    space: Space,
    entrance: Entrance,
    wanted: tuple[Wanted, ...],
    found: Coverage,
    lines: "Lines",
    budget: Budget,
) -> None:
    """Covers the routes of the requests that are meant."""
    answer = entrance.solver.solve(wanted)
    if answer.none:
        return
    if answer.request is not None:
        _walked(found, walk(space.gateway, answer.request).steps)
    visitor = _Missing(found, lines)
    try:
        Exploration(space, entrance, visitor, budget).run(wanted)
    except TooLarge as too_large:
        found.why = str(too_large)


class _Missing:
    """Looks for requests that routes decide which are not covered yet."""

    def __init__(self, found: Coverage, lines: Lines) -> None:
        self._missing = set(found.routes) - found.covered
        self._found = found
        self._lines = lines

    @property
    def done(self) -> bool:
        """Nothing is missing."""
        return not self._missing

    def wants(self, then: Node | End, told: Step | None) -> bool:
        """Whether a line that is missing may decide from here on."""
        return any(line in self._missing for line in self._on(then, told))

    def _on(self, then: Node | End, told: Step | None) -> Iterator[Line]:
        inner, open_ends = self._lines.of(then)
        line = None if told is None else written(told)
        if line is not None and open_ends:
            yield line
        for other, _ in inner:
            yield other

    def when(self, end: End) -> Condition:
        """All of them."""
        return ALWAYS

    def reached(self, ended: Ended) -> None:
        """A request was found, or may be there: only the first counts."""
        line = None if ended.told is None else written(ended.told)
        if line is not None and ended.answer.request is not None:
            self._found.covered.add(line)
            self._missing.discard(line)
