"""A request for each pool, or the proof that none gets there."""

from collections.abc import Collection, Iterator

from steelyard.compare.doors import doors
from steelyard.core.record import field, record
from steelyard.forecast.routing.language.refused import TooLarge
from steelyard.forecast.routing.request import Request
from steelyard.forecast.routing.space.door import Door
from steelyard.forecast.routing.space.ends import End
from steelyard.forecast.routing.space.formula import Formulas
from steelyard.forecast.routing.space.program import Node, Program, Step
from steelyard.forecast.routing.space.solver import Before, Solver, Wanted
from steelyard.model.gateway import Gateway

TRIES = 200
"""Requests that one question may try."""

ALL_TRIES = 20_000
"""Requests that the whole search may try."""


@record
class Reached:
    """``found``: a request for each pool that some request reaches, with the line that decides.

    ``never``: pools of which it is proved that no request reaches them; what is in
    neither is unknown.
    """

    found: dict[str, tuple[Request, Step]] = field(default_factory=dict)
    never: set[str] = field(default_factory=set)


def reach(gateway: Gateway, pools: Collection[str]) -> Reached:
    """Looks for a request to each of ``pools``; it stops when all are found."""
    reached = Reached(never=set(pools))
    search = _Search(gateway, reached, set(pools))
    seen: set[object] = set()
    for door in doors(gateway).values():
        constants = door.constants(search.program.asked)
        if (door.entry, constants.key) not in seen and search.wanted:
            seen.add((door.entry, constants.key))
            search.through(door)
    return reached


class _Search:
    """One gateway being searched."""

    def __init__(self, gateway: Gateway, reached: Reached, wanted: set[str]) -> None:
        self.program = Program(gateway)
        self.wanted = wanted
        self._reached = reached
        self._formulas = Formulas()
        self._left = ALL_TRIES
        self._leads: dict[int, frozenset[str]] = {}

    def through(self, door: Door) -> None:
        """Looks at all ways from one socket."""
        solver = Solver(door, self._formulas)
        try:
            start = self.program.enter(door.entry, door.constants(self.program.asked))
            self._node(solver, start, (), ())
        except TooLarge:
            self._reached.never -= self.wanted

    def _node(
        self,
        solver: Solver,
        node: Node,
        wanted: tuple[Wanted, ...],
        before: tuple[Before, ...],
        told: Step | None = None,
    ) -> None:
        for index, step in enumerate(node.steps):
            if not (self._pools(step.then) & self.wanted):
                continue
            inner = (*wanted, (step.guard, True))
            earlier = (*before, Before(node.guards, node.order, index))
            line = step if told is None or (step.text and not step.implicit) else told
            if isinstance(step.then, Node):
                self._node(solver, step.then, inner, earlier, line)
            else:
                self._end(solver, line, step.then, inner, earlier)

    def _end(
        self,
        solver: Solver,
        step: Step,
        end: End,
        wanted: tuple[Wanted, ...],
        before: tuple[Before, ...],
    ) -> None:
        if self._left <= 0:
            self._reached.never.discard(end.pool)
            return
        answer = solver.solve(wanted, before, TRIES)
        self._left -= answer.tries
        if answer.request is not None:
            self._reached.found[end.pool] = (answer.request, step)
            self.wanted.discard(end.pool)
            self._reached.never.discard(end.pool)
        elif not answer.none:
            self._reached.never.discard(end.pool)

    def _pools(self, then: Node | End) -> frozenset[str]:
        """The pools that a step leads to, whatever its guards say."""
        if isinstance(then, End):
            return frozenset((then.pool,)) if then.kind == "pool" else frozenset()
        if id(then) not in self._leads:
            self._leads[id(then)] = frozenset(_named(self, then))
        return self._leads[id(then)]


def _named(search: _Search, node: Node) -> Iterator[str]:
    for step in node.steps:
        yield from search._pools(step.then)
