"""Requests that end without an answer, or with NGINX's own: streams, TLS by name, no resolver."""

import pytest

from steelyard.core.record import replace
from steelyard.forecast.routing.request import parse_request
from steelyard.forecast.routing.walk import walk
from tests.harness.nginx_read import gateway_of

STREAM = """
stream {
    server { listen 5432; allow 10.0.0.0/8; deny all; proxy_pass 10.0.0.1:5432; }
}
"""


@pytest.mark.parametrize(("source", "kind"), [("10.1.1.1", "pool"), ("192.0.2.1", "reject")])
def test_a_stream_that_is_denied_is_closed(source: str, kind: str) -> None:
    outcome = walk(gateway_of(STREAM), parse_request("tcp://a:5432/", (), source))
    assert (outcome.kind, outcome.status) == (kind, None)


TLS = """
http {
    server { listen 443 ssl default_server; ssl_reject_handshake on; }
    server { listen 443 ssl; server_name a.example *.b.example; return 204; }
    server { listen 443 ssl; server_name ~^c[0-9]$; return 205; }
    server { listen 80; server_name plain.example; return 206; }
}
"""


@pytest.mark.parametrize(
    ("name", "status"),
    [("a.example", 204), ("x.b.example", 204), ("c7", 205), ("other", None), ("", None)],
)
def test_the_name_in_tls_decides_before_the_host(name: str, status: int | None) -> None:
    gateway = gateway_of(TLS)
    asked = replace(parse_request("https://a.example/"), server_name=name)
    if status == 205:
        asked = replace(asked, headers=(("Host", "c7"),))
    assert walk(gateway, asked).status == status
    assert walk(gateway, parse_request("http://plain.example/")).status == 206


def test_the_host_alone_reaches_the_server_that_refuses_tls() -> None:
    asked = replace(parse_request("https://other.example/"), server_name="a.example")
    outcome = walk(gateway_of(TLS), asked)
    assert (outcome.kind, outcome.status) == ("respond", None)


PASS = "http {{ {around} upstream web {{ server 10.0.0.1; }} server {{ listen 80; {body} }} }}"


@pytest.mark.parametrize(
    ("body", "status", "pool"),
    [
        ("location / { proxy_pass http://web$uri; }", None, "web"),
        ("location / { proxy_pass http://10.0.0.9$uri; }", None, "10.0.0.9:80"),
        ("location / { proxy_pass http://name$uri; }", 502, ""),
        ("set $x ''; location / { proxy_pass http://$x:8000; }", 500, ""),
    ],
)
def test_names_among_variables_need_a_resolver(body: str, status: int | None, pool: str) -> None:
    outcome = walk(gateway_of(PASS.format(around="", body=body)), parse_request("http://a/x"))
    assert (outcome.status, outcome.pool) == (status, pool)


def test_with_a_resolver_a_name_is_looked_up() -> None:
    text = PASS.format(
        around="resolver 10.0.0.53;", body="location / { proxy_pass http://name$uri; }"
    )
    outcome = walk(gateway_of(text), parse_request("http://a/x"))
    assert outcome.kind == "pool"


@pytest.mark.parametrize("line", ["stub_status", "empty_gif"])
@pytest.mark.parametrize(("method", "status"), [("GET", 200), ("HEAD", 200), ("POST", 405)])
def test_own_answers_are_for_reading(line: str, method: str, status: int) -> None:
    gateway = gateway_of(f"http {{ server {{ listen 80; location / {{ {line}; }} }} }}")
    assert walk(gateway, parse_request(f"{method} http://a/")).status == status
