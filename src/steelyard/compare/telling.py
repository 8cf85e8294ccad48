"""Whether two ends that are written differently differ: locations and paths made of a request.

A redirect to ``https://a/`` and the path is written otherwise than one to the same
host and the rewritten path; where the rewriting finds nothing both are the same.
"""

from collections.abc import Callable, Iterator

from steelyard.core.record import replace
from steelyard.forecast.routing.evaluate import text_of
from steelyard.forecast.routing.request import Request
from steelyard.forecast.routing.space.ends import End
from steelyard.forecast.routing.space.solver import Answer, Solver, Wanted
from steelyard.forecast.routing.space.variables import of_field
from steelyard.model.conditions import Condition, Match
from steelyard.model.essence import essence
from steelyard.model.values import Apply, Field, Join, Pattern, Several, Value

_SENT_PATH = Field("path")
_SENT_MARK = Apply("query-mark", Field("target"))
_BY_SEARCH = frozenset({"rewrite", "substitute"})


def texts(end: End) -> object:
    """The texts of an end that are made of the request, to compare."""
    return essence((end.location, end.path, end.mark), True)


class Telling:
    """One region's question whether its two ends differ for some request."""

    def __init__(self, solver: Solver, ask: Callable[[Wanted], Answer]) -> None:
        """``ask``: is there a request of the region for which this holds too?"""
        self._solver = solver
        self._ask = ask

    def apart(self, old: End, new: End, witness: Request) -> Request | str | None:
        """A request for which they differ, why that is unknown, or None: they never do."""
        pairs = [(a, b) for a, b in _side_by_side(old, new) if essence(a, True) != essence(b, True)]
        if self._differ(pairs, witness):
            return witness
        for wanted in _probes(pairs):
            answer = self._ask(wanted)
            if answer.request is not None and self._differ(pairs, answer.request):
                return answer.request
        left = [(self._plain(a), self._plain(b)) for a, b in pairs]
        if all(essence(a, True) == essence(b, True) for a, b in left):
            return None
        return "whether the texts differ that are made of the request"

    def _differ(self, pairs: "list[tuple[Value, Value]]", request: Request) -> bool:
        """Whether some pair has two texts for this request."""
        state = self._solver.state(request)
        for one, other in pairs:
            was, now = text_of(one, state), text_of(other, state)
            if was is not None and now is not None and was != now:
                return True
        return False

    def _plain(self, value: Value) -> Value:
        """The value without searches that never find anything in this region."""
        if isinstance(value, Join | Several):
            return type(value)(tuple(self._plain(part) for part in value.parts))
        if isinstance(value, Apply):
            inner = self._plain(value.value)
            if value.function in _BY_SEARCH and self._ask((_found(value), True)).none:
                return inner
            return replace(value, value=inner)
        return value


def _side_by_side(old: End, new: End) -> Iterator[tuple[Value, Value]]:
    """The texts of both ends side by side; what is not changed is as it was sent."""
    if old.location is not None and new.location is not None:
        yield old.location, new.location
    if old.kind == "pool":
        yield old.path or _SENT_PATH, new.path or _SENT_PATH
        yield old.mark or _SENT_MARK, new.mark or _SENT_MARK


def _probes(pairs: "list[tuple[Value, Value]]") -> list[Wanted]:
    """Conditions under which the texts may come out differently."""
    found: dict[object, Wanted] = {}

    def add(condition: Condition) -> None:
        for wanted in (True, False):
            found.setdefault((essence(condition, True), wanted), (condition, wanted))

    add(Match(Field("target"), (Pattern("contains", "?"),)))
    add(Match(Field("path"), (Pattern("exact", "/"),)))
    for pair in pairs:
        for value in pair:
            for inner in _within(value):
                if isinstance(inner, Apply) and inner.function in _BY_SEARCH:
                    add(_found(inner))
                if isinstance(inner, Field) and of_field(inner) is not None:
                    add(Match(inner, (Pattern("exists"),)))
    return list(found.values())


def _found(value: Apply) -> Match:
    """That the expression of a search is found."""
    ignore_case = len(value.arguments) > 2 and "i" in value.arguments[2]
    return Match(value.value, (Pattern("regex", value.arguments[0], ignore_case),))


def _within(value: Value) -> Iterator[Value]:
    yield value
    if isinstance(value, Join | Several):
        for part in value.parts:
            yield from _within(part)
    elif isinstance(value, Apply):
        yield from _within(value.value)
