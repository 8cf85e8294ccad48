"""Cookies as HAProxy 2.6.12 and NGINX 1.22.1 cut them (measured)."""

import pytest

from steelyard.forecast.routing import cookies


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("c=", []),
        ("c=; d=1", [""]),
        ("c=1; c=", ["1", ""]),
        ("c=1;c=", ["1"]),
        ("d=1; c", []),
        ("c = 4", ["4"]),
        ("a,c=5", ["5"]),
        ("c=x,y", ["x"]),
        ('c="a;b"', ['"a;b"']),
        ('x="c=7"', []),
        ("C=1", []),
        (r'c="a\";b" ;c=2', [r'"a\";b"', "2"]),
    ],
)
def test_haproxy(line: str, found: list[str]) -> None:
    assert cookies.values(line, "c") == found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("c=", [""]),
        ("C=1; c=2", ["1"]),
        ("c = 4 ; d=1", ["4 "]),
        ("a, c=x,y", ["x,y"]),
        ('c="a;b"', ['"a']),
        ("cc=1;c", []),
    ],
)
def test_nginx(line: str, found: list[str]) -> None:
    assert cookies.value_any_case(line, "c") == found
