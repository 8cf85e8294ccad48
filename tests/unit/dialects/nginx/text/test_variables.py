"""Texts with variables as values, and what becomes of unknown ones."""

from pathlib import Path

import pytest

from steelyard.core.place import NOWHERE
from steelyard.dialects.nginx.text.syntax import Directive
from steelyard.dialects.nginx.text.variables import Scope, parts, read_text, read_value
from steelyard.dialects.nginx.text.variables_scope import collect
from steelyard.model.values import Apply, Field, Join, Literal, Opaque
from tests.harness.nginx_text import end, read_http


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("plain", [("text", "plain")]),
        ("$host", [("variable", "host")]),
        ("${host}x", [("variable", "host"), ("text", "x")]),
        ("/$1$args", [("text", "/"), ("group", "1"), ("variable", "args")]),
        ("$12", [("group", "1"), ("text", "2")]),
        ("a$", [("text", "a$")]),
    ],
)
def test_parts(text: str, found: list[tuple[str, str]]) -> None:
    assert list(parts(text)) == found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("x", Literal("x")),
        ("$remote_addr", Field("source")),
        ("$HOST", Field("host")),
        ("$http_x_real_ip", Apply("first", Field("header", "x-real-ip"))),
        ("$arg_id", Apply("first", Field("parameter-any-case", "id"))),
        ("$cookie_sid", Apply("first", Field("cookie-any-case", "sid"))),
        ("$1", Field("capture", "1")),
    ],
)
def test_lone_values(text: str, value: object) -> None:
    assert read_value(text, Scope()) == value


def test_joined_texts_count_absent_as_empty() -> None:
    assert isinstance(read_text("$http_x", Scope()), Join)
    assert read_value("$host$uri", Scope()) == Join((Field("host"), Field("clean-path")))


def test_what_is_known_late_is_opaque() -> None:
    value = read_value("$upstream_addr", Scope())
    assert isinstance(value, Opaque)
    assert not Scope().knows("no_such_variable")
    assert Scope().knows("sent_http_x")


def test_stream_has_variables_of_its_own() -> None:
    assert read_value("$ssl_preread_server_name", Scope("stream")) == Field("server-name")
    assert isinstance(read_value("$uri", Scope("stream")), Opaque)


def test_definitions_in_a_circle_are_opaque() -> None:
    entry = Directive("f", 1, 1, ["default", "$b"])
    other = Directive("f", 2, 1, ["default", "$a"])
    maps = [
        Directive("f", 1, 1, ["map", "$host", "$a"], [entry]),
        Directive("f", 2, 1, ["map", "$host", "$b"], [other]),
    ]
    scope = collect(Directive("f", 1, 1, ["http"], maps), "http")
    assert scope.value("a", NOWHERE) is not None


def test_definitions_that_double_are_given_up() -> None:
    maps = [Directive("f", n, 1, ["map", f"$x{n + 1}$x{n + 1}", f"$x{n}"], []) for n in range(200)]
    scope = collect(Directive("f", 1, 1, ["http"], maps), "http")
    assert scope.value("x0", NOWHERE) is not None


def test_an_undefined_variable_is_refused(tmp_path: Path) -> None:
    gateway = read_http("server { listen 80; return 302 /$nothing; }", tmp_path)
    assert any("$nothing" in notice.message for notice in gateway.notices)


def test_the_target_as_sent_survives_rewriting(tmp_path: Path) -> None:
    text = """server { listen 80; rewrite ^/a /b;
        location /b { return 302 https://x$request_uri; } }"""
    assert end(read_http(text, tmp_path), "GET http://h/a?q=1").location == "https://x/a?q=1"
