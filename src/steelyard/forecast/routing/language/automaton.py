"""A deterministic finite automaton over bytes: a regular set of texts.

The bytes are put into classes that the automaton does not tell apart, so a
state has one move for each class (alphabet compression).  Every automaton that
this package hands out is complete, minimal and numbered in the order of a
breadth-first walk: two of them are equal exactly when their sets are
(Myhill-Nerode).
"""

from collections.abc import Sequence
from functools import cached_property

from steelyard.forecast.routing.language.bytesets import UPPER, folded

Moves = tuple[tuple[int, ...], ...]


class Automaton:
    """States ``0`` (the start) to ``len(moves) - 1``.

    ``classes`` gives the class of each of the 256 bytes, ``moves[state][class]``
    the next state, ``accepting[state]`` whether a text that ends there belongs.
    """

    def __init__(self, classes: bytes, moves: Moves, accepting: tuple[bool, ...]) -> None:
        self.classes = classes
        self.moves = moves
        self.accepting = accepting

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Automaton):
            return NotImplemented
        return self._parts == other._parts

    def __hash__(self) -> int:
        return self._hash

    @property
    def _parts(self) -> tuple[bytes, Moves, tuple[bool, ...]]:
        return (self.classes, self.moves, self.accepting)

    @cached_property
    def _hash(self) -> int:
        return hash(self._parts)

    def run(self, text: bytes, state: int = 0) -> int:
        """The state after a text."""
        classes, moves = self.classes, self.moves
        for byte in text:
            state = moves[state][classes[byte]]
        return state

    def accepts(self, text: bytes) -> bool:
        """Whether the text belongs to the set."""
        return self.accepting[self.run(text)]

    @cached_property
    def fates(self) -> tuple[bool | None, ...]:
        """For each state whether all texts belong from there on, or none, else None."""
        return tuple(
            end if all(target == state for target in row) else None
            for state, (row, end) in enumerate(zip(self.moves, self.accepting, strict=True))
        )

    @property
    def empty(self) -> bool:
        """Whether no text belongs."""
        return self.fates[0] is False

    @property
    def everything(self) -> bool:
        """Whether every text belongs."""
        return self.fates[0] is True

    @cached_property
    def masks(self) -> tuple[int, ...]:
        """The bytes of each class, as a set of `bytesets`."""
        found = [0] * (max(self.classes) + 1)
        for byte, number in enumerate(self.classes):
            found[number] |= 1 << byte
        return tuple(found)

    @cached_property
    def lead(self) -> bytes:
        """What every text starts with; a letter in either case counts as the small one."""
        found = bytearray()
        state = 0
        while not self.accepting[state]:
            row = self.moves[state]
            open_ways = [c for c, target in enumerate(row) if self.fates[target] is not False]
            small = folded(self.masks[open_ways[0]]) & ~UPPER if len(open_ways) == 1 else 0
            if small.bit_count() != 1:
                break
            exactly = self.masks[open_ways[0]]
            found.append((small if exactly & small else exactly).bit_length() - 1)
            state = row[open_ways[0]]
        return bytes(found)

    def complement(self) -> "Automaton":
        """All other texts."""
        return Automaton(self.classes, self.moves, tuple(not end for end in self.accepting))


def canonical(
    classes: bytes, moves: Sequence[Sequence[int]], accepting: Sequence[bool]
) -> Automaton:
    """The same automaton with equal classes joined, and both numbered in order of discovery.

    The states must be distinguishable already; those out of reach are left out.
    """
    columns: dict[tuple[int, ...], int] = {}
    joined: dict[int, int] = {}
    by_class = list(zip(*moves, strict=True))
    kept: list[int] = []
    for number in dict.fromkeys(classes):
        column = by_class[number]
        if column not in columns:
            columns[column] = len(columns)
            kept.append(number)
        joined[number] = columns[column]
    order = {0: 0}
    queue = [0]
    for state in queue:
        for number in kept:
            target = moves[state][number]
            if target not in order:
                order[target] = len(order)
                queue.append(target)
    return Automaton(
        bytes(joined[number] for number in classes),
        tuple(tuple(order[moves[state][number]] for number in kept) for state in queue),
        tuple(accepting[state] for state in queue),
    )


def _constant(answer: bool) -> Automaton:
    return Automaton(bytes(256), ((0,),), (answer,))


EVERYTHING = _constant(True)
NOTHING = _constant(False)
