"""Requests that show each route: for every line that decides, and every pool it leads to, one."""

from collections.abc import Iterator

from steelyard.core.record import field, record
from steelyard.expect.explore import Budget, Ended, Exploration
from steelyard.expect.lines import Lines, written
from steelyard.expect.result import Line
from steelyard.expect.space import Entrance, Space
from steelyard.forecast.routing.language.refused import TooLarge
from steelyard.forecast.routing.space.ends import End
from steelyard.forecast.routing.space.program import Node, Step
from steelyard.model.conditions import ALWAYS, Condition
from steelyard.prove.question import Question, ask

TRIES, TRIES_EACH = 20_000, 30
"""Requests that the search for witnesses may try, and as many more for each way."""

Way = tuple[Line | None, str]
"""A line that decides, None for what the gateway does by itself, and a pool, "" for another end."""


@record
class Routes:
    """``questions``: a witness for each way; ``missing``: lines that none was found for.

    ``why`` says why the search ended early, "" when it did not.
    """

    questions: list[Question] = field(default_factory=list)
    missing: list[Line] = field(default_factory=list)
    why: str = ""


def route_questions(space: Space) -> Routes:
    """A question for each way through a gateway, and one at least for each socket."""
    found = Routes()
    lines = Lines()
    shown: set[Way] = set()
    try:
        entrances = space.entrances()
        led = {way for one in entrances for way in lines.of(one.start)[0]}
        budget = Budget(TRIES + TRIES_EACH * len(led))
        for entrance in entrances:
            visitor = _Ways(lines, entrance, shown, found)
            Exploration(space, entrance, visitor, budget).run(())
        _other_sockets(space, found)
    except TooLarge as too_large:
        found.why = str(too_large)
        return found
    if budget.exceeded:
        found.why = "not every route could be asked for a request"
    seen = {line for line, _ in shown}
    found.missing = sorted(
        {line for line, _ in led} - seen, key=lambda line: (line.place, line.text)
    )
    return found


def _other_sockets(space: Space, found: Routes) -> None:
    """Sockets whose requests go the ways of another one are asked for one request, too."""
    asked = {id(question.door) for question in found.questions}
    first: dict[int, Question] = {}
    for question in found.questions:
        first.setdefault(id(space.entrance(question.door)), question)
    for door in space.doors.values():
        known = first.get(id(space.entrance(door)))
        if id(door) not in asked and known is not None:
            found.questions.append(ask(door, known.request, known.line))


class _Ways:
    """Looks for a request on every way that has none yet; those that no line tells, per socket."""

    def __init__(self, lines: Lines, entrance: Entrance, shown: set[Way], found: Routes) -> None:
        self._lines = lines
        self._entrance = entrance
        self._shown = shown
        self._found = found
        self._untold: set[object] = set()

    @property
    def done(self) -> bool:
        """Never: what no line tells may still come."""
        return False

    def wants(self, then: Node | End, told: Step | None) -> bool:
        """Whether some way from here on has no request yet."""
        return any(self._missing(way) for way in self._on(then, told))

    def _missing(self, way: Way) -> bool:
        return way not in (self._untold if way[0] is None else self._shown)

    def _on(self, then: Node | End, told: Step | None) -> Iterator[Way]:
        inner, open_ends = self._lines.of(then)
        line = None if told is None else written(told)
        for pool in open_ends:
            yield line, pool
        yield from inner

    def when(self, end: End) -> Condition:
        """All of them."""
        return ALWAYS

    def reached(self, ended: Ended) -> None:
        """Keeps the first request of each way."""
        request = ended.answer.request
        line = None if ended.told is None else written(ended.told)
        way = (line, ended.end.pool if ended.end.kind == "pool" else "")
        if request is None or not self._missing(way):
            return
        question = ask(self._entrance.door, request, line)
        if question.line != line or (question.sure and question.outcome.pool != way[1]):
            return  # What a client can send of it goes another way.
        (self._untold if line is None else self._shown).add(way)
        self._found.questions.append(question)
