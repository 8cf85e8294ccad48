"""Which routes of a chain no request can reach, and which others take their requests.

Every answer "none" is a proof; what takes too many tries is not shown, and so
no finding.  Names of sites count as clients write them: in lower case.
"""

from collections.abc import Iterator, Sequence

from steelyard.core.record import field, frozen, record
from steelyard.forecast.routing.cover import covers
from steelyard.forecast.routing.evaluate import holds
from steelyard.forecast.routing.space.door import Door
from steelyard.forecast.routing.space.formula import Formulas
from steelyard.forecast.routing.space.order import Order
from steelyard.forecast.routing.space.solver import Answer, Before, Solver, Wanted
from steelyard.lint.anew import Anew
from steelyard.lint.ladder import Ladder, Ladders, Rung
from steelyard.lint.plain import plain_request
from steelyard.lint.ways import decides
from steelyard.model.conditions import All, Always, Any, Condition, Match, Never, Not
from steelyard.model.gateway import Bind, Gateway, Listener
from steelyard.model.routing import Chain, Route
from steelyard.model.values import Field, Pattern

TRIES = 120
"""Requests that one question may try."""

ALL_TRIES = 60_000
"""Requests that the questions about one gateway may try."""

MOST_TAKERS = 12
"""Routes above that may take a route's requests together; more are not told apart."""

_LETTERS = (Pattern("regex", "[A-Z]"),)
LOWER_CASE: tuple[Wanted, ...] = (
    (Match(Field("header", "host"), _LETTERS), False),
    (Match(Field("server-name"), _LETTERS), False),
)
"""Names of sites as clients write them."""


@frozen
class Dead:
    """A route that no request reaches, with the routes that take its requests.

    Without ``takers`` its own tests exclude one another.
    """

    chain: Chain
    route: Route
    takers: tuple[Route, ...]


@record
class _Asking:
    """One chain being asked about."""

    ladder: Ladder
    order: Order
    dead: list[Dead] = field(default_factory=list)


class Reach:
    """Asks about the routes of one gateway."""

    def __init__(self, gateway: Gateway, tries: int = ALL_TRIES) -> None:
        """``tries``: the requests that may be tried in all."""
        self._gateway = gateway
        self._ladders = Ladders(gateway)
        self._left = tries
        nowhere = gateway.place
        bind = Bind("", None, nowhere)
        self.solver = Solver(Door(gateway, Listener("", nowhere, [bind], ""), bind), Formulas())

    def dead(self, chain: Chain) -> list[Dead]:
        """The routes of the chain that decide something, and never do."""
        ladder = self._ladders.of(chain)
        asking = _Asking(ladder, Order(ladder.guards))
        for number, rung in enumerate(ladder.rungs):
            if rung.route.implicit or not decides(rung.route):
                continue
            if isinstance(rung.guard, Never):
                continue
            takers = self._takers(asking, rung, number)
            if takers is not None:
                asking.dead.append(Dead(chain, rung.route, takers))
        return asking.dead

    def hidden(
        self, conditions: Sequence[Condition], asked: Sequence[int]
    ) -> Iterator[tuple[int, list[int]]]:
        """Of ordered conditions those that others before take all of, with these others."""
        order = Order(conditions)
        for index in asked:
            before = (Before(conditions, order, index),)
            answer = self.solve(((conditions[index], True),), before)
            if answer.none and answer.used[0]:
                yield index, sorted(set(answer.used[0]))

    def solve(self, wanted: tuple[Wanted, ...], before: tuple[Before, ...] = ()) -> Answer:
        """Whether there is such a request with names in lower case."""
        answer = self._ask(wanted, before)
        found = answer.request
        if found is None:
            return answer
        names = [text for name, text in found.headers if name == "Host"] + [found.server_name]
        if all(name == name.lower() for name in names):
            return answer
        return self._ask((*wanted, *LOWER_CASE), before)

    def _ask(self, wanted: tuple[Wanted, ...], before: tuple[Before, ...]) -> Answer:
        if self._left <= 0:
            return Answer(why="the gateway takes too many tries")
        answer = self.solver.solve(wanted, before, TRIES)
        self._left -= max(answer.tries, 1)
        return answer

    def _takers(self, asking: _Asking, rung: Rung, number: int) -> tuple[Route, ...] | None:
        """The routes above that take all requests of this one; None when some is left."""
        ladder, guard = asking.ladder, rung.guard
        if ladder.chain.by_precedence or not rung.above:
            return () if self._contradicts(rung.route, number) else None
        if self._plainly_alive(asking, rung):
            return None
        wanted = () if isinstance(guard, Always) else ((guard, True),)
        answer = self.solve(wanted, (Before(ladder.guards, asking.order, rung.above),))
        used = sorted(set(answer.used[0])) if answer.used else []
        if not answer.none:
            # A proof may fail where the texts are not known, and plain comparison do.
            known = used if answer.request is None else []
            hit = [index for index in known if covers(ladder.guards[index], guard)]
            return (ladder.takers[hit[0]],) if hit else None
        if not used:
            return () if self._contradicts(rung.route, number) else None
        return tuple(ladder.takers[index] for index in self._needed(ladder, guard, used))

    def _plainly_alive(self, asking: _Asking, rung: Rung) -> bool:
        """Whether the request that the guard spells out comes to it: far cheaper than a search."""
        request = plain_request(rung.guard)
        if request is None:
            return False
        name = request.headers[0][1]
        if name != name.lower():
            return False
        state = self.solver.state(request)
        if holds(rung.guard, state) is not True:
            return False
        return asking.order.first(state, rung.above) is None

    def _needed(self, ladder: Ladder, guard: Condition, used: list[int]) -> list[int]:
        """Of the guards that leave no request, one that does so alone, or just those needed."""
        for index in used:
            if covers(ladder.guards[index], guard) or self._takes(ladder, guard, [index]):
                return [index]
        if len(used) <= MOST_TAKERS:
            for index in reversed(used):
                rest = [other for other in used if other != index]
                if self._takes(ladder, guard, rest):
                    used = rest
        return used

    def _takes(self, ladder: Ladder, guard: Condition, some: list[int]) -> bool:
        """Whether it is shown that these guards take all requests of a route."""
        denied = tuple((ladder.guards[index], False) for index in some)
        return self.solve(((guard, True), *denied)).none

    def _contradicts(self, route: Route, number: int) -> bool:
        """Whether the condition by itself holds for no request."""
        if not several(route.condition):
            return False
        asked = Anew(number, 0, tables=False).condition(route.condition)
        return self.solve(((asked, True),)).none


def several(condition: Condition) -> bool:
    """Whether a condition has tests that may exclude one another."""
    if isinstance(condition, Any):
        return any(several(part) for part in condition.parts)
    if isinstance(condition, All):
        return len(condition.parts) > 1
    return isinstance(condition, Not) and isinstance(condition.part, All | Any | Not)
