"""The conditions of `.if`, with three answers."""

import pytest

from steelyard.dialects.haproxy.text import macros


def evaluate(text: str) -> bool | None:
    return macros.evaluate(text, macros.Facts({"V": "x", "E": ""}, (2, 6, 12), []))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", False),
        ("  ", False),
        ("0", False),
        ("1", True),
        ("-3", True),
        ("0x0", False),
        ("0x10", True),
        ("!0", True),
        ("! ! 1", True),
        ("1 && 0", False),
        ("1||0", True),
        ("0 && 1 || 1", True),
        ("1 || 0 && 0", True),
        ("!(0 || 0)", True),
        ("defined(V)", True),
        ("defined(E)", True),
        ("defined(N)", False),
        ("streq(a,a)", True),
        ("streq(a, a)", False),
        ("streq(,)", True),
        ('streq("a,b","a,b")', True),
        (r"streq(a\ b,'a b')", True),
        ("strneq(a,b)", True),
        ("strstr(abc,b)", True),
        ("version_atleast(2.6)", True),
        ("version_atleast(2.6.12)", True),
        ("version_atleast(2.6.13)", False),
        ("version_atleast(2.7-dev3)", False),
        ("version_before(3.0)", True),
        ("feature(OPENSSL)", True),
        ("feature(WURFL)", None),
        ("!feature(WURFL)", None),
        ("feature(WURFL) && 0", False),
        ("feature(WURFL) || 1", True),
        ("feature(WURFL) || 0", None),
        ("openssl_version_atleast(1.1)", None),
    ],
)
def test_conditions(text: str, expected: bool | None):
    assert evaluate(text) is expected


@pytest.mark.parametrize(
    "text", ["(1", "1)", "bogus(1)", "streq(a)", "streq(a,b", "1 &&", "&& 1", "1 1", "(" * 5000]
)
def test_refused(text: str):
    with pytest.raises(macros.MacroError):
        evaluate(text)
