"""A text that lies in several sets and that a client can send."""

import ipaddress
from collections.abc import Sequence
from functools import lru_cache

from steelyard.forecast.routing.language import combine, grammar
from steelyard.forecast.routing.language.automaton import Automaton
from steelyard.forecast.routing.language.refused import TooLarge
from steelyard.forecast.routing.space.leaf import Leaf
from steelyard.forecast.routing.space.tests import Tests
from steelyard.forecast.routing.space.variables import Variable

STATES = 8_000
"""States of a product of automata that a choice may look at."""

TOGETHER = 1_500
"""States of what lies in several sets, as long as it is worked out in full."""


class Undecidable(Exception):  # noqa: N818 - not an error of anybody: a third answer
    """Whether there is such a text is not known."""


def example(sets: Sequence[Automaton], variable: Variable) -> str | None:
    """A text in all sets that a client can send, a well-formed one if there is any."""
    name = grammar_of(variable)
    try:
        left: Sequence[Automaton] = [_together(grammar.possible(name), sets)]
    except TooLarge:
        left = [grammar.possible(name), *sets]
    if left[0].empty:
        return None
    try:
        for shape in ([grammar.proper(name)], []):
            found = combine.witness(*left, *shape, budget=STATES)
            if found is not None:
                return found.decode("utf-8", "surrogateescape")
    except TooLarge:
        raise Undecidable("too many texts to tell apart") from None
    return None


def _together(first: Automaton, sets: Sequence[Automaton]) -> Automaton:
    """What lies in all; a search adds one set after the other, so each step is remembered."""
    for one in sets:
        first = _both(first, one)
        if first.empty:
            break
    return first


@lru_cache(maxsize=20_000)
def _both(first: Automaton, second: Automaton) -> Automaton:
    return combine.intersection(first, second, budget=TOGETHER)


def sets_of(variable: Variable, tests: Tests) -> tuple[list[Automaton], list[Leaf]]:
    """The sets that a text must lie in, and the tests that no set is known for."""
    sets, left_open = [], []
    for leaf, wanted in tests:
        # The clean path is worked out from the target when both are asked about.
        texts = leaf.texts if leaf.variable == variable else leaf.targets
        if texts is None:
            left_open.append(leaf)
        else:
            sets.append(texts if wanted else texts.complement())
    return sets, left_open


def sendable(variable: Variable, text: str) -> bool:
    """Whether a client can send the text."""
    if variable.kind == "source":
        return _is_address(text)
    possible = grammar.possible(grammar_of(variable))
    return possible.accepts(text.encode("utf-8", "surrogateescape"))


def _is_address(text: str) -> bool:
    try:
        return str(ipaddress.ip_address(text)) == text
    except ValueError:
        return False


def grammar_of(variable: Variable) -> str:
    """The name of the grammar of a variable's texts (`steelyard...language.grammar`)."""
    if variable.kind == "header":
        return "host-line" if variable.name == "host" else "header"
    return "origin-form" if variable.kind == "target" else variable.kind


def why(leaves: Sequence[Leaf]) -> str:
    """Why a question about these leaves has no answer."""
    shown = " ".join(str(leaves[0].condition).split())
    return f"what {shown[:200]} holds for is not known exactly"
