"""Walks all ways from one entrance, and asks for a request wherever a visitor wants one."""

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Protocol

from steelyard.core.record import frozen
from steelyard.expect.space import Entrance, Space
from steelyard.forecast.routing.space.ends import End
from steelyard.forecast.routing.space.program import Node, Step
from steelyard.forecast.routing.space.solver import Answer, Before, Wanted
from steelyard.model.conditions import ALWAYS, All, Always, Condition, Never

TRIES = 1_500
"""Requests that one question may try."""

FEW_TRIES = 150
"""Requests that a question may try that only saves others."""


@frozen
class Ended:
    """A way that ends, with the line that decides; ``answer``: is there a request that takes it."""

    entrance: Entrance
    end: End
    told: Step | None
    answer: Answer


class Visitor(Protocol):
    """What is looked for."""

    @property
    def done(self) -> bool:
        """Whether enough was found."""

    def wants(self, then: Node | End, told: Step | None) -> bool:
        """Whether ways on from here are worth a question; ``told``: the line that led here."""

    def when(self, end: End) -> Condition:
        """Which of the requests with this end are asked for."""

    def reached(self, ended: Ended) -> None:
        """Is told of every end for which a request was found or may be there."""


class Budget:
    """Requests that all questions together may try."""

    def __init__(self, tries: int) -> None:
        self.left = tries
        self.exceeded = False


@frozen
class _Stop:
    """A node on the way, and what is known of the requests that come to it."""

    node: Node
    wanted: tuple[Wanted, ...]
    before: tuple[Before, ...] = ()
    told: Step | None = None


class Exploration:
    """One entrance being walked for one visitor."""

    def __init__(self, space: Space, entrance: Entrance, visitor: Visitor, budget: Budget) -> None:
        self._space = space
        self._entrance = entrance
        self._visitor = visitor
        self._budget = budget

    def run(self, wanted: Sequence[Wanted]) -> None:
        """Walks all ways of the requests for which ``wanted`` holds, short ones first.

        Ends early when the visitor is done or the budget exceeded.  Raises `TooLarge`.
        """
        waiting = deque([_Stop(self._entrance.start, tuple(wanted))])
        while waiting and not self._visitor.done and not self._budget.exceeded:
            waiting.extend(self._node(waiting.popleft()))

    def _node(self, stop: "_Stop") -> Iterator["_Stop"]:
        """Asks for the ends at a node; yields the nodes that lead on."""
        visitor = self._visitor
        node, wanted, before, told = stop.node, stop.wanted, stop.before, stop.told
        lines = [_line(step, told) for step in node.steps]
        asked = [i for i, step in enumerate(node.steps) if visitor.wants(step.then, lines[i])]
        if len(asked) > 1:
            meeting = set(node.order.may_meet(All(tuple(_parts(wanted)))))
            asked = [index for index in asked if index in meeting]
            asked = self._space.narrow(node).candidates(asked, lambda c: self._may(wanted, c))
        for index in asked:
            step = node.steps[index]
            if visitor.done or self._budget.exceeded:
                return
            if not visitor.wants(step.then, lines[index]):
                continue  # the visitor has learnt since
            inner = wanted if isinstance(step.guard, Always) else (*wanted, (step.guard, True))
            earlier = (*before, Before(node.guards, node.order, index)) if index else before
            if not isinstance(step.then, Node):
                self._end(step.then, lines[index], inner, earlier)
            elif not self._ask(inner, earlier).none:
                yield _Stop(step.then, inner, earlier, lines[index])

    def _end(
        self,
        end: End,
        told: Step | None,
        wanted: tuple[Wanted, ...],
        before: tuple[Before, ...],
    ) -> None:
        condition = self._visitor.when(end)
        if isinstance(condition, Never):
            return
        if condition is not ALWAYS:
            wanted = (*wanted, (condition, True))
        answer = self._ask(wanted, before)
        if not answer.none:
            self._visitor.reached(Ended(self._entrance, end, told, answer))

    def _may(self, wanted: tuple[Wanted, ...], condition: Condition) -> bool:
        answer = self._entrance.solver.solve((*wanted, (condition, True)), (), FEW_TRIES)
        self._budget.left -= answer.tries
        return not answer.none

    def _ask(self, wanted: tuple[Wanted, ...], before: tuple[Before, ...]) -> Answer:
        if self._budget.left <= 0:
            self._budget.exceeded = True
            return Answer(why="the question takes too many tries")
        answer = self._entrance.solver.solve(wanted, before, TRIES)
        self._budget.left -= answer.tries
        return answer


def _parts(wanted: Sequence[Wanted]) -> Iterator[Condition]:
    """What must hold, taken apart."""
    for condition, truth in wanted:
        if truth:
            yield from condition.parts if isinstance(condition, All) else (condition,)


def _line(step: Step, told: Step | None) -> Step | None:
    """The line that decides for those who take a step: its own when one is written."""
    return step if step.text and not step.implicit else told
