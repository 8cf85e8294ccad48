"""Pattern kinds, by HAProxy's manual 7.1 (matching) and pattern.c."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.forecast.routing.patterns import in_range, matches
from steelyard.forecast.routing.regex import Undecided
from steelyard.model.values import Pattern


def hit(kind: str, wanted: str, text: str, ignore_case: bool = False) -> bool:
    return matches(Pattern(kind, wanted, ignore_case), text)[0]


@pytest.mark.parametrize(
    ("kind", "wanted", "text", "expected"),
    [
        ("exact", "/a", "/a", True),
        ("exact", "/a", "/ab", False),
        ("prefix", "/a", "/ab", True),
        ("suffix", ".php", "/x.php", True),
        ("contains", "dm", "/admin", True),
        ("segment", "b", "/a/b/c", True),
        ("segment", "/b/", "/a/b", True),
        ("segment", "a/b", "/a/b/c", True),
        ("segment", "b", "/a/bc", False),
        ("segment", "b", "/bb/b", True),
        ("segment", "q", "/a?q", True),
        ("segment", "", "/a", False),
        ("domain", "example", "www.example.com", True),
        ("domain", "example.com", "www.example.com:80", True),
        ("domain", "ample", "www.example.com", False),
        ("domain", ".com", "a.com", True),
        ("network", "10.0.0.0/8", "10.1.2.3", True),
        ("network", "10.0.0.0/8", "11.1.2.3", False),
        ("network", "10.1.2.3", "10.1.2.3", True),
        ("network", "::1", "10.1.2.3", False),
        ("network", "10.0.0.0/8", "::ffff:10.1.2.3", True),
        ("network", "::ffff:10.0.0.0/104", "10.1.2.3", True),
        ("network", "::/0", "10.1.2.3", True),
        ("network", "10.0.0.0/8", "somebody", False),
        ("range", "10:20", "10", True),
        ("range", "10:20", "21", False),
        ("range", ":20", "-5", True),
        ("range", "10:", "9", False),
        ("range", "7", "7", True),
        ("range", "7", "seven", False),
        ("length", "3", "abc", True),
        ("length", "2:", "a", False),
        ("exists", "", "", True),
        ("regex", "^/a+$", "/aaa", True),
    ],
)
def test_kinds(kind, wanted, text, expected):
    assert hit(kind, wanted, text) is expected


def test_case():
    assert hit("exact", "/A", "/a", ignore_case=True)
    assert not hit("exact", "/A", "/a")
    assert hit("regex", "^/A", "/a", ignore_case=True)
    assert hit("segment", "B", "/a/b", ignore_case=True)


def test_groups():
    _, groups = matches(Pattern("regex", "/(?<x>a)(b)?"), "/ac")
    assert groups is not None
    assert groups.numbered == ("/a", "a", "")
    assert groups.named == {"x": "a"}


@pytest.mark.parametrize(
    "pattern", [Pattern("network", "10/99"), Pattern("sounds-like", "x"), Pattern("regex", "(")]
)
def test_what_cannot_be_decided(pattern):
    with pytest.raises(Undecided):
        matches(pattern, "10.0.0.1")


@given(st.integers(-50, 50), st.integers(-50, 50), st.integers(-50, 50))
def test_ranges(number, low, high):
    assert in_range(number, f"{low}:{high}") == (low <= number <= high)


@given(st.text("ab/?", max_size=8), st.text("ab", min_size=1, max_size=3))
def test_a_segment_is_a_part_between_slashes(text, part):
    parts = text.replace("?", "/").split("/")
    assert hit("segment", part, text) == (part in parts)
