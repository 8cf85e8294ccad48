"""Plain texts: what is built directly is what the expression gives."""

import re

import pytest

from steelyard.forecast.routing.language.automaton import EVERYTHING, NOTHING
from steelyard.forecast.routing.language.expression import expression
from steelyard.forecast.routing.language.refused import TooLarge
from steelyard.forecast.routing.language.texts import contains, exact, of_length, prefix, suffix

NEEDLES = [b"", b"a", b"aa", b"abab", b"aabaaab", b"/Api/", b"\n", b"\xff\x00", b"x" * 50]


@pytest.mark.parametrize("ignore_case", [False, True])
@pytest.mark.parametrize("needle", NEEDLES)
def test_the_least_automaton_is_built_at_once(needle: bytes, ignore_case: bool):
    text = re.escape(needle)
    for build, pattern in (
        (exact, rb"\A%b\z"),
        (prefix, rb"\A%b"),
        (suffix, rb"%b\z"),
        (contains, rb"%b"),
    ):
        assert build(needle, ignore_case) == expression(pattern % text, ignore_case)


@pytest.mark.parametrize(("least", "most"), [(0, 0), (0, None), (2, 5), (3, None), (1, 1)])
def test_lengths(least: int, most: int | None):
    bound = "" if most is None else str(most)
    pattern = rf"(?s)\A.{{{least},{bound}}}\z"
    assert of_length(least, most) == expression(pattern.encode())


def test_lengths_that_mean_nothing_or_all():
    assert of_length(5, 2) == NOTHING
    assert of_length(-5, -1) == NOTHING
    assert of_length(-5, None) == EVERYTHING
    assert of_length(-5, 3) == of_length(0, 3)


def test_long_texts_are_refused():
    with pytest.raises(TooLarge):
        of_length(0, 1_000_000)
    with pytest.raises(TooLarge):
        exact(b"a" * 1_000_000)


def test_the_case_of_other_bytes_than_ascii_letters_counts():
    assert not exact("é".encode(), True).accepts("É".encode())
    assert exact(b"[", True) == exact(b"[")
