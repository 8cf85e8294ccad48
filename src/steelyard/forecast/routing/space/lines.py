"""Texts for a variable that may have several: the lines of a header, the values of a cookie.

A test asks for some text, for the first or last one, or for how many there are.
A text that must not be there must not be the first either; so the texts that are
asked for are found one by one, put in order, and filled up to a number that is
allowed.
"""

from collections.abc import Sequence

from steelyard.core.record import record
from steelyard.forecast.routing.language.automaton import Automaton
from steelyard.forecast.routing.language.texts import contains
from steelyard.forecast.routing.patterns import in_range
from steelyard.forecast.routing.space.example import Undecidable, example, sets_of, why
from steelyard.forecast.routing.space.leaf import Leaf
from steelyard.forecast.routing.space.tests import Holds, Tests, Texts, fits
from steelyard.forecast.routing.space.variables import Variable
from steelyard.model.values import Field

MOST = 12
"""Texts that are made at most."""

ONE_ITEM = contains(b",").complement()


@record
class _Parts:
    """The tests by what they ask for."""

    some: list[tuple[Leaf, bool]]
    denied: list[tuple[Leaf, bool]]
    picked: list[tuple[Leaf, bool]]
    counted: list[tuple[Leaf, bool]]


def choose_lines(variable: Variable, tests: Tests, holds: Holds) -> Texts | None:
    """Texts that meet all tests; None when there are none.  Raises `Undecidable`."""
    parts = _Parts([], [], [], [])
    for leaf, wanted in tests:
        if leaf.role == "count":
            parts.counted.append((leaf, wanted))
        elif leaf.role:
            parts.picked.append((leaf, wanted))
        else:
            (parts.some if wanted else parts.denied).append((leaf, wanted))
    numbers = _numbers(parts.counted)
    counted = {leaf.base for leaf, _ in parts.counted}
    if not numbers and len(counted) < 2:
        return None
    if len(counted) > 1 or not all(isinstance(value, Field) for value in counted):
        # Lines and their items, or what is cut out of them: as many of one as of the other.
        return _as_many(variable, tests, holds, numbers)
    asks = bool(parts.some) or any(wanted for _, wanted in parts.picked)
    if asks and max(numbers) == 0:
        return None
    found = _asked_for(variable, parts, holds, tests)
    if found is None:
        return None
    for texts in _filled(variable, parts, found, numbers):
        if fits(variable, texts, tests, holds):
            return texts
    doubtful = [leaf for leaf, _ in tests if leaf.texts is None and leaf.role != "count"]
    raise Undecidable(why(doubtful) if doubtful else f"several lines of {variable.name}")


def _as_many(
    variable: Variable, tests: Tests, holds: Holds, numbers: Sequence[int]
) -> Texts | None:
    """Texts of which different things are counted; only tried."""
    for number in numbers:
        for text in ("a", ""):
            if number <= MOST and fits(variable, (text,) * number, tests, holds):
                return (text,) * number
    raise Undecidable(f"what is counted of {variable.name}")


def _numbers(counted: Tests) -> list[int]:
    """How many texts there may be; between the edges of ranges nothing changes."""
    if not counted:
        return [1, 0, 2, 3, 4, 5, 6]
    edges = {0, 1}
    for leaf, _ in counted:
        for pattern in leaf.patterns:
            if pattern.kind == "exists":
                continue
            if pattern.kind != "range":
                raise Undecidable("a number compared as a text")
            edges |= {int(edge) for edge in pattern.text.split(":") if edge.lstrip("-").isdigit()}
    points = {edge + more for edge in edges for more in (-1, 0, 1)}
    return [
        number
        for number in sorted(point for point in points if point >= 0)
        if all(_counts(leaf, number) is wanted for leaf, wanted in counted)
    ]


def _counts(leaf: Leaf, number: int) -> bool:
    return any(p.kind == "exists" or in_range(number, p.text) for p in leaf.patterns)


def _asked_for(variable: Variable, parts: _Parts, holds: Holds, tests: Tests) -> list[str] | None:
    """The texts that are asked for, the first or last one in front; None: there is no such text."""
    uncounted = [*parts.picked, *parts.some, *parts.denied]
    if not any(wanted for _, wanted in uncounted):
        return []
    single = len(parts.counted) > 0 or len(parts.picked) > 0
    together = _one(variable, uncounted, single, doubt=True)
    if together is not None and fits(variable, (together,), uncounted, holds):
        return [together]
    roles = {(leaf.role, leaf.base) for leaf, _ in parts.picked}
    if len(roles) > 1:
        raise Undecidable(f"first and last of {variable.name}")
    found: list[str] = []
    if parts.picked:
        text = _one(variable, [*parts.picked, *parts.denied], single, doubt=False)
        if text is None:
            return None
        found.append(text)
    for test in parts.some:
        text = _one(variable, [test, *parts.denied], single, doubt=False)
        if text is None:
            return None
        found.append(text)
    return list(dict.fromkeys(found))


def _one(variable: Variable, tests: Tests, single: bool, doubt: bool) -> str | None:
    """A text that meets these tests; of one item if that is possible."""
    try:
        sets, _ = sets_of(variable, tests)
        shapes: Sequence[Automaton] = (ONE_ITEM,) if single else ()
        text = example([*sets, *shapes], variable)
        if text is None and single:
            text = example(sets, variable)
            if text is not None and not doubt:
                raise Undecidable(f"items of {variable.name} in one line")
        return text
    except Undecidable:
        if doubt:
            return None
        raise


def _filled(
    variable: Variable, parts: _Parts, found: list[str], numbers: Sequence[int]
) -> list[Texts]:
    """The texts in order, filled up to each number that is allowed."""
    last = any(leaf.role == "last" for leaf, _ in parts.picked)
    made: list[Texts] = []
    for number in numbers:
        if number > MOST or number < len(found):
            continue
        texts = list(found)
        if len(texts) < number:
            usual = _one(variable, parts.denied, True, doubt=True) or "a"
            for filler in dict.fromkeys((usual, *found)):
                full = [*texts, *[filler] * (number - len(texts))]
                made += [tuple(full), tuple(reversed(full))]
            continue
        made.append(tuple(reversed(texts)) if last else tuple(texts))
    return made
