"""The texts in which a regular expression is found."""

from functools import partial

from steelyard.forecast.routing.language.automaton import Automaton
from steelyard.forecast.routing.language.determinise import deterministic
from steelyard.forecast.routing.language.nfa import Check, Nfa
from steelyard.forecast.routing.language.pcre import parse
from steelyard.forecast.routing.language.refused import Inexpressible
from steelyard.forecast.routing.language.syntax import Node

STATES = 2_000
"""States that an expression may have before minimisation."""


def expression(text: bytes, ignore_case: bool = False, budget: int = STATES) -> Automaton:
    """The texts in which PCRE2 finds the expression; raises `Inexpressible`."""
    return found_in(parse(text, ignore_case), budget)


def found_in(node: Node, budget: int = STATES) -> Automaton:
    """The texts in which a syntax tree is found anywhere."""
    return deterministic(Nfa(node, True, partial(_ahead, budget=budget)), budget)


def _ahead(node: Node, budget: int) -> Automaton:
    """The rests of a text that start with a look-ahead's part."""
    nfa = Nfa(node, False, partial(_ahead, budget=budget))
    for state in nfa.states:
        if isinstance(state, Check) and len(set(state.rests)) > 1:
            raise Inexpressible("a look-ahead that looks at what stands before it")
    return deterministic(nfa, budget)
