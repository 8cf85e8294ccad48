"""Patterns of the model: the automaton says what the walk of one request says."""

import random

import pytest

from steelyard.forecast.routing.language.patterns import language
from steelyard.forecast.routing.language.refused import Inexpressible
from steelyard.forecast.routing.patterns import matches
from steelyard.model.values import Pattern

PATTERNS = [
    *(Pattern(kind, text, case) for case in (False, True) for text in ("a", "/a/", "A.b", "", "a/b")
      for kind in ("exact", "prefix", "suffix", "contains", "segment", "domain")),
    *(Pattern("segment", text) for text in ("/", "//a?", "?", "aa", "a?a")),
    *(Pattern("domain", text) for text in (".a.b.", "a:", "b.a", "::")),
    *(Pattern("length", text) for text in ("3", "2:4", ":2", "3:", ":", "4:2")),
    *(Pattern("regex", text, case) for case in (False, True) for text in ("^a", "(?i)a$", "[^a]b")),
    Pattern("exists"),
]  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: f"{p.kind} {p.text!r} {p.ignore_case}")
def test_the_automaton_agrees_with_the_walk(pattern: Pattern):
    chance = random.Random(pattern.text)
    found = language(pattern)
    pieces = ["a", "b", "A", "/", ".", "?", ":", "/a/", "\n", pattern.text, pattern.text.upper()]
    for _ in range(400):
        text = "".join(chance.choices(pieces, k=chance.randrange(6)))
        assert found.accepts(text.encode()) == matches(pattern, text)[0], text


@pytest.mark.parametrize(
    "pattern",
    [
        Pattern("network", "10.0.0.0/8"),
        Pattern("range", "1:5"),
        Pattern("length", "x"),
        Pattern("length", ""),
        Pattern("unheard-of", "a"),
        Pattern("exact", "\ud800"),
        Pattern("regex", "(?<=a)b"),
    ],
)
def test_what_is_no_set_of_texts_is_refused(pattern: Pattern):
    with pytest.raises(Inexpressible):
        language(pattern)
