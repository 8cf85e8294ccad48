"""A test of one variable of the request, as written and as a set of texts."""

from collections.abc import Callable, Sequence
from functools import cached_property

from steelyard.forecast.routing.evaluate import holds, texts_of
from steelyard.forecast.routing.language.automaton import EVERYTHING, NOTHING, Automaton
from steelyard.forecast.routing.language.combine import difference, union
from steelyard.forecast.routing.language.patterns import language
from steelyard.forecast.routing.language.refused import Inexpressible
from steelyard.forecast.routing.language.texts import exact
from steelyard.forecast.routing.patterns import in_range
from steelyard.forecast.routing.space.carry import carried
from steelyard.forecast.routing.space.numbers import read_in_range
from steelyard.forecast.routing.space.preimage import cleaned, explored, path_of_target
from steelyard.forecast.routing.space.suggest import suggestions
from steelyard.forecast.routing.space.trie import plain_union
from steelyard.forecast.routing.space.variables import Variable
from steelyard.forecast.routing.state import State
from steelyard.model.conditions import Condition, InTable, Match
from steelyard.model.values import Apply, Pattern, Value

MOST_STATES = 3_000
"""States that one condition's set of texts may have."""


class Leaf:
    """A test of one variable: true when one of its texts is in `texts`."""

    def __init__(self, condition: Condition, variable: Variable, role: str = "") -> None:
        """``role``: what of several texts is tested: the ``first``, ``last``, their ``count``."""
        self.condition = condition
        self.variable = variable
        self.role = role

    def true(self, state: State) -> bool | None:
        """Whether it holds for a request; None: unknown."""
        return holds(self.condition, state)

    @property
    def base(self) -> Value | None:
        """The value of which one or the number is tested, when there is a role."""
        value = self.value
        return value.value if self.role and isinstance(value, Apply) else value

    @property
    def value(self) -> Value | None:
        """What is compared; None for a condition that is not understood."""
        return self.condition.value if isinstance(self.condition, Match | InTable) else None

    @property
    def patterns(self) -> Sequence[Pattern]:
        """What it is compared with."""
        if isinstance(self.condition, Match):
            return self.condition.patterns
        if isinstance(self.condition, InTable):
            return [entry.pattern for entry in self.condition.table.entries]
        return ()

    @cached_property
    def suggested(self) -> list[str]:
        """Texts of the variable that are worth a try."""
        return [] if self.value is None else suggestions(self.value, self.patterns)

    @cached_property
    def texts(self) -> Automaton | None:
        """The texts for which it holds; None when that cannot be said exactly."""
        if self.value is None or self.role == "count":
            return None
        if isinstance(self.condition, InTable) and not self.condition.table.complete:
            return None
        try:
            whole = self._compared()
            if whole == NOTHING or self.variable.kind == "free":
                return whole
            base = self.base
            if isinstance(base, Apply) and base.function in NUMBERS and self._numeric:
                base = base.value
            return None if base is None else carried(base, whole)[1]
        except Inexpressible:
            return None

    @cached_property
    def targets(self) -> Automaton | None:
        """For a test of the clean path: the request targets for which it holds."""
        texts = self.texts
        try:
            return None if texts is None else path_of_target(cleaned(texts))
        except Inexpressible:
            return None

    @property
    def _numeric(self) -> bool:
        return bool(self.patterns) and all(p.kind == "range" for p in self.patterns)

    def _compared(self) -> Automaton:
        """The texts that the patterns match."""
        if self._numeric:
            base = self.base
            function = base.function if isinstance(base, Apply) else ""
            arguments = base.arguments if isinstance(base, Apply) else ()
            found = [NUMBERS.get(function, _plainly)(p.text, arguments) for p in self.patterns]
            return union(*found) if found else NOTHING
        return _matched(self.patterns)


class PartLeaf(Leaf):
    """A test of one part of a text put together: that it leads an automaton somewhere.

    ``source`` is the automaton of the whole text; the part leads it from state
    ``start`` to one of ``targets``, or with ``targets`` None anywhere.
    """

    def __init__(
        self,
        condition: Condition,
        variable: Variable,
        role: str,
        part: Value,
        source: Automaton,
        start: int = 0,
        targets: frozenset[int] | None = None,
    ) -> None:
        """``condition`` is the test of the whole text, for people."""
        super().__init__(condition, variable, role)
        self._part = part
        self._source, self._start, self._targets = source, start, targets

    @property
    def value(self) -> Value | None:
        """The part."""
        return self._part

    @property
    def patterns(self) -> Sequence[Pattern]:
        """None: the automaton says it."""
        return ()

    def true(self, state: State) -> bool | None:
        """Whether the first text of the part leads there."""
        texts = texts_of(self._part, state)
        if texts is None:
            return None
        if not texts or self._targets is None:
            return bool(texts)
        text = texts[0].encode("utf-8", "surrogateescape")
        return self._source.run(text, self._start) in self._targets

    def _compared(self) -> Automaton:
        if self._targets is None:
            return EVERYTHING
        return leading(self._source, self._start, self._targets)


def leading(texts: Automaton, start: int, targets: frozenset[int]) -> Automaton:
    """The texts that lead from one state to some others."""
    return explored(
        (texts,),
        b"",
        start,
        lambda state, byte: texts.moves[state][texts.classes[byte]],
        lambda state: state in targets,
    )


def compared(condition: "Match | InTable") -> Automaton:
    """The texts that a test's patterns match; raises `Inexpressible`."""
    if isinstance(condition, Match):
        return _matched(condition.patterns)
    if not condition.table.complete:
        raise Inexpressible("a list that is missing")
    return _matched([entry.pattern for entry in condition.table.entries])


def _matched(patterns: Sequence[Pattern]) -> Automaton:
    plain, others = plain_union(patterns)
    found = [language(pattern, MOST_STATES) for pattern in others]
    return union(plain, *found, budget=MOST_STATES) if found else plain


def _plainly(text: str, _: tuple[str, ...]) -> Automaton:
    return read_in_range(text, False)


def _leading(text: str, arguments: tuple[str, ...]) -> Automaton:
    """The number at the start; an empty text counts as the argument, or not at all."""
    found = read_in_range(text, True)
    empty = exact(b"")
    if arguments:
        return found if in_range(int(arguments[0]), text) else difference(found, empty)
    return difference(found, empty)


NUMBERS: dict[str, Callable[[str, tuple[str, ...]], Automaton]] = {
    "integer": _leading,
    "length": lambda text, _: language(Pattern("length", text)),
}
"""Functions that give a number, as sets of the texts whose number is in a range."""
