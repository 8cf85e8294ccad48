"""Fields of a request, held against what the gateways' own manuals and sources say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.forecast.routing.fields import clean_path, field_texts, path_of, query_values
from steelyard.forecast.routing.request import Request
from tests.unit.forecast.routing.worlds import state


@pytest.mark.parametrize(
    ("path", "clean"),
    [
        ("/", "/"),
        ("/a/b", "/a/b"),
        ("//a///b", "/a/b"),
        ("/a/./b", "/a/b"),
        ("/a/.", "/a/"),
        ("/./", "/"),
        ("/a/../b", "/b"),
        ("/a/..", "/"),
        ("/a/b/..", "/a/"),
        ("/a/b/../", "/a/"),
        ("/a//../b", "/b"),
        ("/..", None),
        ("/a/../..", None),
        ("/%61", "/a"),
        ("/%2e%2e", None),
        ("/a/%2E%2e/b", "/b"),
        ("/a%2Fb", "/a/b"),
        ("/a%2f..%2fb", "/b"),
        ("/%252e", "/%2e"),
        ("/a+b", "/a+b"),
        ("/...", "/..."),
        ("/.a", "/.a"),
        ("/a.", "/a."),
        ("/%", None),
        ("/%4", None),
        ("/%zz", None),
        ("/%00", None),
        ("/%c3%bc", "/ü"),
        ("/%ff", "/\udcff"),
        ("", "/"),
        ("*", None),
        ("a", None),
        ("/a\x7f", None),
        ("/a b", None),
        ("/a%20b", "/a b"),
        ("/#/../..", "/"),
        ("/a#/../..", "/a"),
        ("/..#", None),
        ("/..%23", "/..#"),
        ("//../a", None),
        ("/a//../../b", None),
    ],
)
def test_clean_path_is_nginxs(path, clean):
    assert clean_path(path) == clean


@given(st.lists(st.sampled_from(["a", "b.c", "..", ".", "", "%2e", "%2F", "%61"]), max_size=8))
def test_a_clean_path_is_clean(parts):
    clean = clean_path("/" + "/".join(parts))
    if clean is not None:
        assert clean.startswith("/")
        assert "//" not in clean
        assert not {".", ".."} & set(clean.split("/"))
        assert clean_path(clean) == clean


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/a?b?c", "/a"),
        ("http://h/a?b", "/a"),
        ("http://h", ""),
        ("http://h?b", ""),
        ("*", "*"),
        ("/a://b", "/a://b"),
    ],
)
def test_path_of(target, path):
    assert path_of(target) == path


@pytest.mark.parametrize(
    ("query", "name", "values"),
    [
        ("a=1&b=2&a=3", "a", ["1", "3"]),
        ("a=1=2", "a", ["1=2"]),
        ("a=", "a", [""]),
        ("a", "a", []),
        ("ba=1", "a", []),
        ("a=%31", "a", ["%31"]),
        ("A=1", "a", []),
        ("", "a", []),
        ("&&a=1&", "a", ["1"]),
    ],
)
def test_query_values(query, name, values):
    assert query_values(query, name) == values


@pytest.mark.parametrize(
    ("target", "headers", "hosts"),
    [
        ("/", (("Host", "Shop.Example"),), ["shop.example"]),
        ("/", (("Host", "shop.example:8080"),), ["shop.example"]),
        ("/", (("Host", "shop.example."),), ["shop.example"]),
        ("/", (("host", "[::1]:80"),), ["[::1]"]),
        ("/", (), []),
        ("http://Abs.Example:81/x", (("Host", "other"),), ["abs.example"]),
        ("/x://y", (("Host", "other"),), ["other"]),
    ],
)
def test_host(target, headers, hosts):
    assert field_texts("host", "", state(Request(target=target, headers=headers))) == hosts


def test_headers_cookies_and_the_rest():
    request = Request(
        "POST",
        "/a?q=1&Q=2",
        (
            ("X-F", "1, 2"),
            ("x-f", "3"),
            ("Cookie", "a=1; b=2"),
            ("Cookie", "a=3"),
        ),
        "192.0.2.9",
    )
    seen = state(request)
    expected = {
        ("method", ""): ["POST"],
        ("target", ""): ["/a?q=1&Q=2"],
        ("query", ""): ["q=1&Q=2"],
        ("header", "x-f"): ["1, 2", "3"],
        ("header-item", "X-F"): ["1", "2", "3"],
        ("cookie", "a"): ["1", "3"],
        ("cookie", "b"): ["2"],
        ("cookie", "c"): [],
        ("parameter", "q"): ["1"],
        ("parameter-any-case", "q"): ["1", "2"],
        ("source", ""): ["192.0.2.9"],
        ("usable-servers", "a"): ["2"],
        ("usable-servers", "nobody"): None,
        ("moon-phase", ""): None,
    }
    assert {key: field_texts(*key, seen) for key in expected} == expected


def test_a_field_that_became_unknown_is_unknown():
    seen = state(Request())
    seen.forget("path")
    seen.forget("parameter", "*")
    seen.forget("header", "X-Up")
    assert field_texts("path", "", seen) is None
    assert field_texts("parameter", "q", seen) is None
    assert field_texts("header", "x-up", seen) is None
    assert field_texts("header", "x-down", seen) == []
    assert field_texts("method", "", seen) == ["GET"]
