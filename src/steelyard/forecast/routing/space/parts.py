"""Tests of a text put together of several variables: host and path, path and query.

The text is in a set when its first part leads that set's automaton to some
state, and the rest leads on from there to an end; for each state that is a test
of each part by itself.
"""

from collections.abc import Callable

from steelyard.forecast.routing.language.automaton import Automaton
from steelyard.forecast.routing.language.refused import Inexpressible
from steelyard.forecast.routing.space.carry import always, mapped_through, single
from steelyard.forecast.routing.space.leaf import PartLeaf
from steelyard.forecast.routing.space.normal import FALSE, TRUE, Formula, Literally, every, some
from steelyard.forecast.routing.space.preimage import item_of_line
from steelyard.forecast.routing.space.variables import Variable
from steelyard.model.conditions import Condition
from steelyard.model.values import Apply, Join, Literal, Value

MOST_STATES = 150
"""States of a set that is taken apart."""

Whose = Callable[[Value], tuple[Variable, str]]
"""The variable of a value, and what of its texts counts."""


def several_parts(value: Value) -> bool:
    """Whether the value is made of several parts that vary, or of one that may be missing."""
    while isinstance(value, Apply):
        value = value.value
    if not isinstance(value, Join):
        return False
    varying = [part for part in value.parts if not isinstance(part, Literal)]
    return len(varying) > 1 or any(not always(part) for part in varying)


class Parts:
    """One test being taken apart."""

    def __init__(self, condition: Condition, whose: Whose) -> None:
        self._condition = condition
        self._whose = whose
        self._known: dict[tuple[int, int], Formula] = {}
        self._leaves: dict[tuple[int, int, frozenset[int] | None], PartLeaf] = {}

    def formula(self, value: Value, texts: Automaton, wanted: bool) -> Formula:
        """That some text of the value lies in the set, or none; raises `Inexpressible`."""
        while isinstance(value, Apply):
            inner = value.value
            if value.function not in ("first", "last"):
                texts = mapped_through(value, texts)
            elif isinstance(inner, Apply) and inner.function == "split" and single(inner.value):
                texts = item_of_line(texts, value.function)
                inner = inner.value
            elif not single(inner):
                raise Inexpressible("one of several texts")
            value = inner
        assert isinstance(value, Join)
        texts = texts if wanted else texts.complement()
        if len(texts.moves) > MOST_STATES:
            raise Inexpressible("a large set of a text with several parts")
        return self._from(value.parts, 0, texts, 0)

    def _from(self, parts: tuple[Value, ...], index: int, texts: Automaton, state: int) -> Formula:
        """That the parts from ``index`` on lead from this state to an end."""
        fate = texts.fates[state]
        if fate is not None or index == len(parts):
            return TRUE if texts.accepting[state] else FALSE
        key = (index, state)
        if key not in self._known:
            self._known[key] = self._step(parts, index, texts, state)
        return self._known[key]

    def _step(self, parts: tuple[Value, ...], index: int, texts: Automaton, state: int) -> Formula:
        part = parts[index]
        if isinstance(part, Literal):
            after = texts.run(part.text.encode("utf-8", "surrogateescape"), state)
            return self._from(parts, index + 1, texts, after)
        there = self._leaf(index, part, texts, 0, None)
        alike: dict[Formula, list[int]] = {}
        for target in _reachable(texts, state):
            behind = self._from(parts, index + 1, texts, target)
            if behind != FALSE:
                alike.setdefault(behind, []).append(target)
        cases = [
            every(
                [Literally(self._leaf(index, part, texts, state, frozenset(targets)), True), behind]
            )
            for behind, targets in alike.items()
        ]
        if not always(part):
            missing = self._from(parts, index + 1, texts, state)
            cases.append(every([Literally(there, False), missing]))
        return some(cases, exclusive=True)

    def _leaf(
        self, index: int, part: Value, texts: Automaton, state: int, targets: frozenset[int] | None
    ) -> PartLeaf:
        key = (index, state, targets)
        if key not in self._leaves:
            variable, role = self._whose(part)
            if not single(part):
                part = Apply("first", part)
            if variable.several and isinstance(part, Apply):
                role = part.function
            self._leaves[key] = PartLeaf(
                self._condition, variable, role, part, texts, state, targets
            )
        return self._leaves[key]


def _reachable(texts: Automaton, state: int) -> list[int]:
    """The states that some text leads to."""
    found = {state: None}
    queue = [state]
    for one in queue:
        for target in texts.moves[one]:
            if target not in found:
                found[target] = None
                queue.append(target)
    return list(found)
