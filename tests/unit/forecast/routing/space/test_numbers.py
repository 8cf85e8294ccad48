"""Sets of texts whose number lies in a range, against reading each text."""

import pytest

from steelyard.forecast.routing.functions import apply
from steelyard.forecast.routing.language.refused import Inexpressible
from steelyard.forecast.routing.patterns import in_range, matches
from steelyard.forecast.routing.space.numbers import read_in_range
from steelyard.model.values import Pattern
from tests.harness.space.automata import accepts, short_texts

RANGES = ("3", "-2", "2:11", ":5", "7:", "-1:1", "0:0", "10:9", ":-1")


@pytest.mark.parametrize("text", RANGES)
def test_the_number_at_the_start_decides(text: str) -> None:
    found = read_in_range(text, True)
    for one in short_texts("012 -+a", 4):
        if one:
            (number,) = apply("integer", [one], ()) or [""]
            assert accepts(found, one) is in_range(int(number), text), one


@pytest.mark.parametrize("text", RANGES)
def test_a_whole_text_is_a_number(text: str) -> None:
    found = read_in_range(text, False)
    for one in short_texts("019 -+a", 4):
        assert accepts(found, one) is matches(Pattern("range", text), one)[0], one


def test_large_and_odd_edges_are_refused() -> None:
    for text in ("100000:", "a:b"):
        with pytest.raises(Inexpressible):
            read_in_range(text, True)
