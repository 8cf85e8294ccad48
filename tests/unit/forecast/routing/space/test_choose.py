"""Texts that are chosen meet the tests; where there are none, no texts do."""

from itertools import product
from random import Random

import pytest

from steelyard.forecast.health import ALL_UP
from steelyard.forecast.routing.request import Request
from steelyard.forecast.routing.space.choose import guessed, worked_out
from steelyard.forecast.routing.space.example import Undecidable, sendable
from steelyard.forecast.routing.space.formula import Formulas
from steelyard.forecast.routing.space.leaf import Leaf
from steelyard.forecast.routing.space.tests import Tests, Texts
from steelyard.forecast.routing.space.variables import Variable
from steelyard.forecast.routing.state import State
from steelyard.model.conditions import Match
from steelyard.model.gateway import Gateway
from steelyard.model.values import Apply, Field, Pattern, Value

LINES, ITEMS = Field("header", "x"), Field("header-item", "x")
HEADER = Variable("header", "x")
TARGET = Variable("target")
VALUES: dict[Variable, tuple[Value, ...]] = {
    HEADER: (
        LINES,
        ITEMS,
        Apply("first", LINES),
        Apply("last", ITEMS),
        Apply("first", ITEMS),
        Apply("count", ITEMS),
        Apply("count", LINES),
        Apply("lower", ITEMS),
    ),
    TARGET: (
        Field("path"),
        Field("query"),
        Field("parameter", "q"),
        Apply("first", Field("parameter", "q")),
        Apply("last", Field("parameter", "q")),
        Field("target"),
    ),
}
ONE = {
    HEADER: ("", "a", "b", "A", "ab", "a,b", "b, a", ",a"),
    TARGET: ("/", "/a", "/b", "/?q=a", "/a?q=b&q=a", "/?q=", "/?q", "/ab?a", "/?q=b&q=b", "/a?q=a"),
}
WORDS = {HEADER: ("", "a", "b", "ab", "a,b"), TARGET: ("", "/", "/a", "a", "b", "q=a", "/?q=a")}


def state(variable: Variable, texts: Texts) -> State:
    header = variable == HEADER
    lines = tuple(("x", text) for text in texts) if header else ()
    request = Request(target="/" if header else texts[0], headers=lines)
    gateway = Gateway("x", "haproxy", (1,))
    return State(gateway, ALL_UP, request, "GET", request.target, list(lines), request.source)


def holds(leaf: Leaf, variable: Variable, texts: Texts) -> bool | None:
    return leaf.true(state(variable, texts))


def drawn(variable: Variable, rng: Random) -> Tests:
    formulas = Formulas()
    found = {}
    for _ in range(rng.randint(1, 4)):
        value = rng.choice(VALUES[variable])
        if isinstance(value, Apply) and value.function == "count":
            pattern = Pattern("range", rng.choice(("0", "1", "2", "2:", ":1", "3:")))
        else:
            kind = rng.choice(("exact", "exact", "prefix", "suffix", "contains", "exists"))
            pattern = Pattern(kind, rng.choice(WORDS[variable]))
        literal = formulas.formula(Match(value, (pattern,)))
        leaf = getattr(literal, "leaf", None)
        if leaf is not None and leaf.variable == variable:
            found[leaf] = rng.random() < 0.6
    return list(found.items())


@pytest.mark.parametrize("variable", [HEADER, TARGET], ids=lambda one: one.kind)
def test_what_is_chosen_fits_and_none_means_none(variable: Variable) -> None:
    rng = Random(variable.kind)
    singles = ONE[variable]
    longest = 3 if variable == HEADER else 1
    everything = [
        texts
        for count in range(0 if variable == HEADER else 1, longest + 1)
        for texts in product(singles, repeat=count)
    ]
    chosen = none = 0
    for _ in range(250):
        tests = drawn(variable, rng)
        if not tests:
            continue
        try:
            texts = guessed(variable, tests, holds) or worked_out(variable, tests, holds)
        except Undecidable:
            continue
        if texts is not None:
            chosen += 1
            assert all(sendable(variable, text) for text in texts)
            assert all(holds(leaf, variable, texts) is wanted for leaf, wanted in tests)
            continue
        none += 1
        for found in everything:
            fits = all(holds(leaf, variable, found) is wanted for leaf, wanted in tests)
            assert not fits, ([(leaf.condition, wanted) for leaf, wanted in tests], found)
    assert chosen > 50
    assert none > 10
