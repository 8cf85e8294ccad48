"""Expressions are read as PCRE2 reads them, not as JavaScript would."""

import pytest

from steelyard.forecast.routing.regex import Undecided, search


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"^/\x{61}$", "/a", True),
        (r"^/\x61$", "/a", True),
        (r"^/\x9$", "/\t", True),
        (r"^/\\x{61}$", "/a", False),
        (r"^/a\z", "/a\n", False),
        (r"^/a$", "/a\n", True),
    ],
)
def test_escapes(pattern: str, text: str, found: bool):
    assert (search(pattern, False, text) is not None) is found


@pytest.mark.parametrize("pattern", [r"\u0061", r"\x{100}", "(", "(a+)+$"])
def test_what_cannot_be_decided_is_said_to_be_so(pattern: str):
    with pytest.raises(Undecided):
        search(pattern, False, "a" * 40 + "b")


def test_groups():
    found = search(r"^/(?<site>[a-z]+)/(x)?", False, "/shop/")
    assert found is not None
    groups, start, end = found
    assert groups.named == {"site": "shop"}
    assert groups.numbered == ("/shop/", "shop", "")
    assert (start, end) == (0, 6)
