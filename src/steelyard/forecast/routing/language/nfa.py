"""A nondeterministic automaton from a syntax tree: Thompson's construction, from the end.

Besides taking a byte and going on without one, a state may check what follows
(`assertions`): the thread goes on with the duty that the rest of the text lies
in a given set.
"""

from collections.abc import Callable

from steelyard.core.record import frozen
from steelyard.forecast.routing.language.assertions import ASSERTIONS, Rests, anywhere
from steelyard.forecast.routing.language.automaton import Automaton
from steelyard.forecast.routing.language.bytesets import ANY
from steelyard.forecast.routing.language.refused import TooLarge
from steelyard.forecast.routing.language.syntax import (
    Ahead,
    Assertion,
    Bytes,
    Choice,
    Node,
    Repeat,
    Sequence,
)

STATES = 10_000
"""States of one expression, with its counted repetitions written out."""


@frozen
class Take:
    """Takes one byte of a set."""

    mask: int
    target: int


@frozen
class Jump:
    """Goes on at any of the targets."""

    targets: tuple[int, ...]


@frozen
class Check:
    """Goes on when the rest of the text is as wanted at this kind of place."""

    rests: Rests
    target: int


State = Take | Jump | Check

MATCHED = 0
"""The state of a complete match; whatever follows, it stays."""


class Nfa:
    """The states of one expression and its start."""

    def __init__(self, node: Node, search: bool, ahead: Callable[[Node], Automaton]) -> None:
        """``search``: a match may start anywhere.  ``ahead`` compiles a look-ahead."""
        self.states: list[State] = [Take(ANY, MATCHED)]
        self._ahead = ahead
        self.start = self._build(node, MATCHED)
        if search:
            loop = self._add(Jump(()))
            self.states[loop] = Jump((self.start, self._add(Take(ANY, loop))))
            self.start = loop

    def _add(self, state: State) -> int:
        if len(self.states) >= STATES:
            raise TooLarge(f"more than {STATES} states before they are made deterministic")
        self.states.append(state)
        return len(self.states) - 1

    def _build(self, node: Node, then: int) -> int:
        """The state from which ``node`` and then ``then`` is matched."""
        match node:
            case Bytes(mask):
                return self._add(Take(mask, then))
            case Sequence(parts):
                for part in reversed(parts):
                    then = self._build(part, then)
                return then
            case Choice(parts):
                return self._add(Jump(tuple(self._build(part, then) for part in parts)))
            case Repeat():
                return self._repeat(node, then)
            case Assertion(name):
                return self._add(Check(ASSERTIONS[name], then))
            case Ahead(part, wanted):
                rest = self._ahead(part)
                return self._add(Check(anywhere(rest if wanted else rest.complement()), then))

    def _repeat(self, node: Repeat, then: int) -> int:
        if node.most is None:
            start = self._add(Jump(()))
            self.states[start] = Jump((self._build(node.part, start), then))
        else:
            start = then
            for _ in range(node.most - node.least):
                start = self._add(Jump((self._build(node.part, start), then)))
        for _ in range(node.least):
            start = self._build(node.part, start)
        return start
