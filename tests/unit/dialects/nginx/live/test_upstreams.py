import pytest

from steelyard.dialects.nginx.live.ring import base_of
from tests.harness.nginx_box import boxed, http, kinds, lines, room

USE = "server { listen 80; location / { proxy_pass http://u; } }"


def servers(body: str) -> list[str]:
    """The server lines of an upstream in the sandbox."""
    sandbox = http(f"upstream u {{ {body} }} {USE}")
    return [line for line in lines(sandbox) if line.startswith("server ") and line[-1] == ";"]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("10.0.0.1:80", ""),
        ("10.0.0.1", ""),
        ("[2001:db8::1]:80 weight=3", " weight=3"),
        ("unix:/run/app.sock max_conns=5", " max_conns=5"),
        ("app.internal:80 resolve backup", " backup"),
        ("app.internal service=_http._tcp resolve", ""),
        ("10.0.0.1:80 max_fails=0 fail_timeout=3s down", " max_fails=0 fail_timeout=3s down"),
    ],
)
def test_every_form_becomes_a_stand_in(written: str, kept: str):
    assert servers(f"server {written}; server 10.0.0.9;") == [
        f"server 127.0.0.1:1001{kept};",
        "server 127.0.0.1:1002;",
    ]


def test_the_index_is_that_of_the_model():
    where = room()
    text = "upstream u { least_conn; server a; server b backup; zone z 64k; server c; }"
    sandbox = boxed(f"events {{}} http {{ {text} {USE} }}", where)
    assert list(where.servers) == [("u", 0), ("u", 1), ("u", 2)]
    assert "zone z 64k;" in lines(sandbox)
    assert "least_conn;" in lines(sandbox)


def test_pools_of_the_same_name():
    where = room()
    text = (
        f"events {{}} http {{ upstream u {{ server 10.0.0.1; }} {USE} }}"
        " stream { upstream u { server 10.0.0.2:25; } server { listen 25; proxy_pass u; } }"
    )
    boxed(text, where)
    assert list(where.servers) == [("u", 0), ("u (stream)", 0)]


def test_a_name_is_doubted():
    sandbox = http(f"upstream u {{ server app.internal; }} {USE}")
    assert [item.why for item in sandbox.doubts] == [
        "This name may stand for several servers, each address of it one; here it is one."
    ]
    assert kinds(sandbox, "server") == [("server app.internal", "server 127.0.0.1:1001;")]


def test_resolvers_ask_nobody():
    sandbox = http("resolver 10.0.0.53 10.0.0.54 valid=5s ipv6=off; server { listen 80; }")
    assert "resolver 127.0.0.1:1001 valid=5s ipv6=off;" in lines(sandbox)
    assert len(kinds(sandbox, "name")) == 1


def test_the_points_of_a_ring_stay():
    body = "hash $uri consistent; server 10.0.0.1:8080; server unix:/run/app.sock weight=2;"
    first, second = servers(body)
    assert base_of(first.split()[1].rstrip(";")) == base_of("10.0.0.1:8080")
    assert base_of(second.split()[1]) == base_of("unix:/run/app.sock")
    assert second.endswith(" weight=2;")


def test_other_hashes_need_no_such_text():
    assert servers("hash $uri; server 10.0.0.1:8080;") == ["server 127.0.0.1:1001;"]


def test_lines_of_the_same_text_are_doubted():
    body = "hash $uri consistent; server 10.0.0.1; server 10.0.0.1; server 10.0.0.2;"
    sandbox = http(f"upstream u {{ {body} }} {USE}")
    assert [item.why for item in sandbox.doubts] == [
        "Lines of the same text share their points on the ring."
    ] * 2
