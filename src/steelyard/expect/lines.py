"""The lines of a configuration that decide where requests end."""

from steelyard.expect.result import Line
from steelyard.forecast.routing.space.ends import End
from steelyard.forecast.routing.space.program import Node, Step

Found = frozenset[tuple[Line, str]]
"""Lines that decide, each with a pool that they lead to, "" for another end."""


class Lines:
    """The lines that decide below a node."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Found, frozenset[str]]] = {}

    def of(self, then: Node | End) -> tuple[Found, frozenset[str]]:
        """The lines on ways from here on; and the pools of ends that no such line decides."""
        if isinstance(then, End):
            return frozenset(), frozenset((then.pool if then.kind == "pool" else "",))
        known = self._known.get(id(then))
        if known is None:
            known = self._known[id(then)] = self._node(then)
        return known

    def _node(self, node: Node) -> tuple[Found, frozenset[str]]:
        found: set[tuple[Line, str]] = set()
        left: set[str] = set()
        for step in node.steps:
            inner, open_ends = self.of(step.then)
            found |= inner
            line = written(step)
            if line is None:
                left |= open_ends
            else:
                # What the gateway does by itself beside the lines inside is not a route of its own.
                found.update((line, pool) for pool in open_ends if pool or not inner)
        return frozenset(found), frozenset(left)


def written(step: Step) -> Line | None:
    """The line of a step, None when no line states it."""
    return Line(step.place, step.text) if step.text and not step.implicit else None
