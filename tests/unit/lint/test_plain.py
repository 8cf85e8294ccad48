"""What is said to be met surely has a request that meets it; what is not, takes a closer look."""

import pytest

from steelyard.lint.plain import surely_met
from steelyard.model.conditions import All, Match, Not
from steelyard.model.values import Apply, Field, Pattern

HOST = Field("header", "host")


def match(field, kind, text):
    return Match(field, (Pattern(kind, text),))


@pytest.mark.parametrize(
    "condition",
    [
        match(HOST, "exact", "a.example"),
        match(Apply("lower", HOST), "exact", "a.example"),
        match(Field("path"), "prefix", "/api/"),
        All((match(HOST, "exact", "a.example"), match(Field("path"), "prefix", "/v1"))),
        Match(Field("path"), (Pattern("exact", "no-slash"), Pattern("exact", "/yes"))),
    ],
)
def test_plain_texts(condition):
    assert surely_met(condition)


@pytest.mark.parametrize(
    "condition",
    [
        match(Apply("lower", HOST), "exact", "A.example"),  # never met
        match(Field("path"), "exact", "api"),  # never met
        match(Field("path"), "exact", "/a//b"),
        match(Field("path"), "regex", "^/a"),
        Not(match(Field("path"), "prefix", "/")),
        All((match(Field("path"), "prefix", "/a"), match(Field("path"), "prefix", "/b"))),
        match(Field("source"), "network", "10.0.0.0/8"),
        match(Apply("upper", HOST), "exact", "a.example"),
    ],
)
def test_what_takes_a_closer_look(condition):
    assert not surely_met(condition)
