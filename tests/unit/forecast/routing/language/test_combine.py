"""The laws of sets on random automata, and the texts that tell them apart."""

import itertools
import random

import pytest

from steelyard.forecast.routing.language.automaton import EVERYTHING, NOTHING, Automaton
from steelyard.forecast.routing.language.combine import (
    any_of,
    difference,
    disjoint,
    included,
    intersection,
    union,
    witness,
)
from steelyard.forecast.routing.language.expression import expression
from steelyard.forecast.routing.language.minimise import minimal
from steelyard.forecast.routing.language.refused import TooLarge
from steelyard.forecast.routing.language.texts import contains, exact, prefix, suffix

TEXTS = [bytes(text) for size in range(6) for text in itertools.product(b"ab\n", repeat=size)]


def automaton(chance: random.Random) -> Automaton:
    """A random automaton of up to six states over a, b and any other byte."""
    states = chance.randrange(1, 7)
    classes = bytes({97: 1, 98: 2}.get(byte, 0) for byte in range(256))
    moves = [[chance.randrange(states) for _ in range(3)] for _ in range(states)]
    reached = [0]
    for state in reached:
        reached += [target for target in dict.fromkeys(moves[state]) if target not in reached]
    number = {state: index for index, state in enumerate(reached)}
    return minimal(
        classes,
        [[number[target] for target in moves[state]] for state in reached],
        [chance.random() < 0.4 for _ in reached],
    )


def accepted(found: Automaton) -> set[bytes]:
    return {text for text in TEXTS if found.accepts(text)}


@pytest.mark.parametrize("seed", range(60))
def test_the_laws_of_sets(seed: int):
    chance = random.Random(seed)
    a, b, c = automaton(chance), automaton(chance), automaton(chance)
    assert accepted(union(a, b)) == accepted(a) | accepted(b)
    assert accepted(intersection(a, b, c)) == accepted(a) & accepted(b) & accepted(c)
    assert accepted(difference(a, b)) == accepted(a) - accepted(b)
    assert accepted(a.complement()) == set(TEXTS) - accepted(a)
    # Equal sets are equal automata.
    assert union(a, b).complement() == intersection(a.complement(), b.complement())
    assert intersection(a, union(b, c)) == union(intersection(a, b), intersection(a, c))
    assert difference(a, b, c) == intersection(a, b.complement(), c.complement())
    assert union(a, a.complement()) == EVERYTHING
    assert intersection(a, a.complement()) == NOTHING
    assert union(a, NOTHING) == a == intersection(a, EVERYTHING)
    assert minimal(a.classes, a.moves, a.accepting) == a
    assert hash(union(a, b)) == hash(union(b, a))


@pytest.mark.parametrize("seed", range(60))
def test_the_answers_agree_with_the_sets(seed: int):
    chance = random.Random(seed)
    a, b, c = automaton(chance), automaton(chance), automaton(chance)
    assert included(a, b) == difference(a, b).empty
    assert included(a, b, c) == difference(a, union(b, c)).empty
    assert disjoint(a, b) == intersection(a, b).empty
    assert included(intersection(a, b), a)
    assert included(a, union(a, b))
    for found, parts in ((intersection(a, b), (a, b)), (union(a, b), (union(a, b),))):
        text = witness(*parts)
        assert (text is None) == found.empty
        if text is not None:
            assert found.accepts(text)
            printable = all(0x21 <= byte < 0x7F for byte in text)
            shorter = [t for t in accepted(found) if len(t) < len(text)]
            assert not [t for t in shorter if b"\n" not in t or not printable]
    assert witness(a, b, verdict=any_of) == witness(union(a, b))


def test_equal_sets_are_equal_automata():
    for one, other in (
        (rb"a|b", rb"[ab]"),
        (rb"^(a|b)*abb\z", rb"^[ab]*?abb\z"),
        (rb"(?i)x.y", rb"[xX][^\n][yY]"),
        (rb"a$", rb"a(?:\z|\n\z)"),
        (rb"^(?!a)", rb"^(?:[^a]|\z)"),
    ):
        assert expression(one) == expression(other)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([prefix(b"/a"), suffix(b".php")], b"/a.php"),
        ([expression(rb"^[\x00-\xff]$")], b"a"),
        ([expression(rb"^[^a-z]$")], b"0"),
        ([expression(rb"^(\n|longer)$")], b"longer"),
        ([expression(rb"^\n\z")], b"\n"),
        ([exact(b"a"), exact(b"b")], None),
        ([contains(b"ab"), contains(b"bc")], b"abc"),
        ([], b""),
    ],
)
def test_a_witness_is_the_shortest_plain_text(parts: list[Automaton], expected: bytes | None):
    assert witness(*(parts or [EVERYTHING])) == expected


def test_work_is_bounded():
    many = [contains(f"/{number}/".encode()) for number in range(12)]
    with pytest.raises(TooLarge):
        intersection(*many, budget=1000)
    with pytest.raises(TooLarge):
        witness(*many, budget=1000)


def test_long_texts_need_no_recursion():
    assert witness(exact(b"a" * 5000)) == b"a" * 5000
    assert included(exact(b"a" * 5000), prefix(b"a" * 4000))
