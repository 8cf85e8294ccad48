"""Random expressions mean what they mean to PCRE2; seeded faults in their reading are seen."""

import random
from collections.abc import Callable

import pytest

from steelyard.forecast.routing.language import (
    assertions,
    brackets,
    bytesets,
    determinise,
    escapes,
    minimise,
    nfa,
    possessive,
)
from steelyard.forecast.routing.language import pcre as reader
from steelyard.forecast.routing.language.options import Options
from steelyard.forecast.routing.language.quantifiers import Quantifier
from steelyard.forecast.routing.language.syntax import Ahead
from tests.harness import pcre
from tests.harness.expressions import Oracle, Tally, compare, random_expressions

ORACLES = ["package", "library"]


def oracle(name: str) -> Oracle:
    found = pcre.package if name == "package" else pcre.library()
    if found is None:
        pytest.skip("PCRE2 is not installed as a library")
    return found


def run(name: str, seed: int, expressions: int, texts: int) -> Tally:
    chance = random.Random(seed)
    return compare(random_expressions(expressions, chance), oracle(name), chance, texts)


@pytest.mark.parametrize("name", ORACLES)
def test_random_expressions(name: str):
    tally = run(name, 20, expressions=1000, texts=60)
    assert not tally.mismatches
    assert tally.compared > 40_000


@pytest.mark.slow
@pytest.mark.fuzz
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", ORACLES)
def test_many_random_expressions(name: str):
    tally = run(name, 21, expressions=10_000, texts=150)
    assert not tally.mismatches
    assert tally.compared > 1_000_000


Patch = Callable[[pytest.MonkeyPatch], None]


def _assertion(name: str, rests: assertions.Rests) -> Patch:
    return lambda patch: patch.setitem(assertions.ASSERTIONS, name, rests)


def _set(letter: str, mask: int) -> Patch:
    return lambda patch: patch.setitem(escapes.SETS, letter, mask)


def _around(module: object, name: str, wrong: Callable[..., object]) -> Patch:
    """``wrong`` is called with the right function and its arguments."""

    def apply(patch: pytest.MonkeyPatch) -> None:
        right = getattr(module, name)
        patch.setattr(module, name, lambda *given: wrong(right, *given))

    return apply


def _one_more(right: Callable[..., Quantifier | None], *given: object) -> Quantifier | None:
    found = right(*given)
    if found is None or found.most is None:
        return found
    return Quantifier(found.least, found.most + 1, found.possessive, found.end)


def _never_cleared(right: Callable[..., Options], before: Options, setting: object) -> Options:
    after = right(before, setting)
    return Options(
        before.ignore_case or after.ignore_case,
        before.dot_all or after.dot_all,
        before.multi_line or after.multi_line,
        before.extended or after.extended,
    )


def _without_checks(right: Callable[..., int], self: nfa.Nfa, node: object, then: int) -> int:
    return right(self, Ahead(node.part, True) if isinstance(node, Ahead) else node, then)


def _first_of_sequence(right: Callable[..., list[set[int]]], *given: object) -> list[set[int]]:
    blocks = right(*given)
    return [blocks[0] | blocks[1], *blocks[2:]] if len(blocks) > 3 else blocks


FAULTS: dict[str, Patch] = {
    "dollar is the very end": _assertion("end", assertions.ASSERTIONS["last end"]),
    "z is before a last newline too": _assertion("last end", assertions.ASSERTIONS["end"]),
    "a line starts behind a last newline": _assertion(
        "line start", (assertions.EVERYTHING, assertions.EVERYTHING, *[assertions.NOTHING] * 2)
    ),
    "a line ends at the end only": _assertion("line end", assertions.ASSERTIONS["end"]),
    "no boundary at the start": _assertion(
        "boundary", (assertions.NOTHING, *assertions.ASSERTIONS["boundary"][1:])
    ),
    "the dot takes a newline": lambda patch: patch.setattr(bytesets, "NOT_NEWLINE", bytesets.ANY),
    "blank is without vertical tab": _set("s", bytesets.of(b"\t\n\f\r ")),
    "a word is of letters only": _set("w", bytesets.ALPHA),
    "cases are one way": _around(bytesets, "folded", lambda _, m: m | (m & bytesets.UPPER) << 32),
    "upper is upper without regard to case": _around(
        brackets, "_posix", lambda right, found, _: right(found, False)
    ),
    "a range is without its end": _around(
        bytesets, "span", lambda right, first, last: right(first, max(first, last - 1))
    ),
    "once more than counted": _around(reader, "quantifier", _one_more),
    "options are never cleared": _around(reader, "changed", _never_cleared),
    "possessive is greedy": lambda patch: patch.setattr(
        reader, "checked", lambda parts, is_tail: tuple(parts)
    ),
    "what may follow a possessive": _around(possessive, "_first", lambda *_: 0),
    "every look-ahead is wanted": _around(nfa.Nfa, "_build", _without_checks),
    "a duty ends with the next byte": _around(
        determinise._Subsets, "_left", lambda *_: determinise._NO_DUTIES
    ),
    "a failed duty is forgotten": _around(
        determinise._Subsets,
        "_left",
        lambda right, *given: left if (left := right(*given)) is not None else frozenset(),
    ),
    "a word character is like any other": _around(
        determinise, "place_behind", lambda right, byte: min(right(byte), 1) * 3
    ),
    "unlike states are one": _around(minimise, "_blocks", _first_of_sequence),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_seeded_fault_is_seen(fault: str, monkeypatch: pytest.MonkeyPatch):
    FAULTS[fault](monkeypatch)
    assert run("package", 20, expressions=1000, texts=60).mismatches
