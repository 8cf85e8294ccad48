"""Set operations and questions: union, intersection, difference, inclusion, witness.

All are one breadth-first walk over the product of the automata (the textbook
product construction), with the class of bytes as letter.  A product state whose
answer can no longer change is a single state.  No recursion; every walk has a
budget of states and raises `TooLarge` beyond it.
"""

from collections.abc import Callable, Iterator, Sequence

from steelyard.forecast.routing.language.automaton import EVERYTHING, NOTHING, Automaton
from steelyard.forecast.routing.language.minimise import minimal
from steelyard.forecast.routing.language.refused import TooLarge

STATES = 20_000
"""States that a combination may have, unless the caller grants another number."""

Verdict = Callable[[Sequence[bool | None]], bool | None]
"""What holds for a product when this holds for its parts; None: not settled (Kleene)."""

States = tuple[int, ...]
Node = States | bool


def all_of(parts: Sequence[bool | None]) -> bool | None:
    """True when every part is."""
    return False if False in parts else None if None in parts else True


def any_of(parts: Sequence[bool | None]) -> bool | None:
    """True when some part is."""
    return True if True in parts else None if None in parts else False


def only_first(parts: Sequence[bool | None]) -> bool | None:
    """True when the first part is and no other."""
    others = any_of(parts[1:])
    return all_of((parts[0], None if others is None else not others))


def union(*parts: Automaton, budget: int = STATES) -> Automaton:
    """The texts of any part."""
    return combined(parts, any_of, budget)


def intersection(*parts: Automaton, budget: int = STATES) -> Automaton:
    """The texts of every part."""
    return combined(parts, all_of, budget)


def difference(first: Automaton, *others: Automaton, budget: int = STATES) -> Automaton:
    """The texts of the first that are in no other."""
    return combined((first, *others), only_first, budget)


def included(narrow: Automaton, *wide: Automaton, budget: int = STATES) -> bool:
    """Whether every text of ``narrow`` is in one of ``wide``."""
    return not _meets((narrow, *wide), only_first, budget)


def disjoint(*parts: Automaton, budget: int = STATES) -> bool:
    """Whether no text is in every part."""
    return not _meets(parts, all_of, budget)


def witness(*parts: Automaton, verdict: Verdict = all_of, budget: int = STATES) -> bytes | None:
    """The shortest text of a combination (by default in every part), None without one.

    A text of printable characters is preferred to a shorter one with others; of
    equally long ones the plainest is taken.
    """
    for printable in (True, False):
        product = _Product(parts, verdict, printable, budget)
        found = product.first_text()
        if found is not None:
            return found
    return None


def combined(parts: Sequence[Automaton], verdict: Verdict, budget: int = STATES) -> Automaton:
    """The minimal automaton of the texts for which the verdict is True."""
    product = _Product(parts, verdict, False, budget)
    if isinstance(product.start, bool):
        return EVERYTHING if product.start else NOTHING
    number: dict[Node, int] = {product.start: 0}
    queue: list[Node] = [product.start]
    rows: list[list[int]] = []
    for node in queue:
        row = []
        for _, target in product.targets(node):
            if target not in number:
                product.grant(len(number))
                number[target] = len(number)
                queue.append(target)
            row.append(number[target])
        rows.append(row)
    return minimal(product.classes(), rows, [product.accepts(node) for node in queue])


def _meets(parts: Sequence[Automaton], verdict: Verdict, budget: int) -> bool:
    """Whether there is a text for which the verdict is True."""
    return _Product(parts, verdict, False, budget).first_text() is not None


class _Product:
    """The automata side by side; its letters are the common refinement of their classes."""

    def __init__(
        self, parts: Sequence[Automaton], verdict: Verdict, printable: bool, budget: int
    ) -> None:
        self._parts = parts
        self._verdict = verdict
        self._budget = budget
        letters: dict[tuple[int, ...], int] = {}
        columns = list(zip(*(part.classes for part in parts), strict=True))
        for byte in _PRINTABLE if printable else _PLAINEST_FIRST:
            letters.setdefault(columns[byte], byte)
        self._letters = [(byte, letter) for letter, byte in letters.items()]
        self._columns = columns
        self.start = self._node((0,) * len(parts))

    def classes(self) -> bytes:
        """The number of each byte's letter."""
        order = {letter: number for number, (_, letter) in enumerate(self._letters)}
        return bytes(order[column] for column in self._columns)

    def grant(self, states: int) -> None:
        """Raises `TooLarge` when there are as many states as were granted."""
        if states >= self._budget:
            raise TooLarge(f"more than {self._budget} states")

    def targets(self, node: Node) -> Iterator[tuple[int, Node]]:
        """For each letter its plainest byte and the next node."""
        for byte, letter in self._letters:
            if isinstance(node, bool):
                yield byte, node
                continue
            after = zip(self._parts, node, letter, strict=True)
            yield byte, self._node(tuple(part.moves[s][c] for part, s, c in after))

    def accepts(self, node: Node) -> bool:
        """Whether a text that ends here is in the combination."""
        if isinstance(node, bool):
            return node
        ends = [part.accepting[s] for part, s in zip(self._parts, node, strict=True)]
        return self._verdict(ends) is True

    def first_text(self) -> bytes | None:
        """The first text found in the order of length and plainness."""
        if self.accepts(self.start):
            return b""
        came: dict[Node, tuple[Node, int]] = {self.start: (self.start, 0)}
        queue = [self.start]
        for node in queue:
            for byte, target in self.targets(node):
                if target in came or target is False:
                    continue
                self.grant(len(came))
                came[target] = (node, byte)
                if self.accepts(target):
                    return self._text(came, target)
                queue.append(target)
        return None

    def _text(self, came: dict[Node, tuple[Node, int]], node: Node) -> bytes:
        text = bytearray()
        while node != self.start:
            node, byte = came[node]
            text.append(byte)
        return bytes(reversed(text))

    def _node(self, states: States) -> Node:
        fates = [part.fates[state] for part, state in zip(self._parts, states, strict=True)]
        settled = self._verdict(fates)
        return states if settled is None else settled


_PLAIN = b"abcdefghijklmnopqrstuvwxyz0123456789/-._ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PRINTABLE = tuple(dict.fromkeys([*_PLAIN, *range(0x21, 0x7F)]))
_PLAINEST_FIRST = tuple(dict.fromkeys([*_PRINTABLE, *range(256)]))
