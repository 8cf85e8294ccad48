"""The request that a condition spells out."""

import pytest

from steelyard.lint.plain import plain_request
from steelyard.model.conditions import All, Match, Not
from steelyard.model.values import Apply, Field, Pattern

HOST = Field("header", "host")


def match(field, kind, text):
    return Match(field, (Pattern(kind, text),))


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (match(HOST, "exact", "a.example"), "GET http://a.example/"),
        (match(Apply("lower", HOST), "exact", "a.example"), "GET http://a.example/"),
        (match(Field("path"), "prefix", "/api/"), "GET http://host.example/api/"),
        (
            All((match(HOST, "exact", "a.example"), match(Field("path"), "prefix", "/v1"))),
            "GET http://a.example/v1",
        ),
    ],
)
def test_host_and_path_are_taken_from_it(condition, said):
    assert str(plain_request(condition)) == said


@pytest.mark.parametrize(
    "condition",
    [
        match(Field("path"), "exact", "api"),
        match(Field("path"), "exact", "/a b"),
        match(Field("path"), "regex", "^/a"),
        Not(match(Field("path"), "prefix", "/")),
        match(Field("source"), "network", "10.0.0.0/8"),
        match(Apply("upper", HOST), "exact", "a.example"),
    ],
)
def test_what_spells_out_no_request(condition):
    assert plain_request(condition) is None
