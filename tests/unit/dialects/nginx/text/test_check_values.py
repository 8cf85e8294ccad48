import pytest

from tests.harness.nginx_read import gateway_of, said


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("sendfile maybe;", 'it must be "on" or "off"'),
        ("send_timeout 1x;", '"send_timeout" directive invalid value'),
        ("client_max_body_size 1q;", '"client_max_body_size" directive invalid value'),
        ("proxy_next_upstream_tries x;", '"proxy_next_upstream_tries" directive invalid number'),
        ("proxy_next_upstream http_418;", 'invalid value "http_418"'),
        ("keepalive_timeout x;", 'invalid value in "keepalive_timeout"'),
        ("split_clients $uri $a { 60% a; 50% b; }", "percent total is greater than 100%"),
        ("split_clients $uri $a { 0% a; * b; }", 'invalid percent value "0%"'),
    ],
)
def test_values_that_nginx_refuses(line: str, message: str):
    found = said(gateway_of(f"http {{ {line} }}"), "syntax/rejected")
    assert len(found) == 1
    assert message in found[0]


@pytest.mark.parametrize(
    "line",
    [
        "sendfile ON;",
        "send_timeout 1m30s;",
        "client_max_body_size 8M;",
        "proxy_next_upstream error timeout http_502 non_idempotent;",
        "fastcgi_next_upstream off;",
        "keepalive_timeout 65 60;",
        "split_clients $uri $a { 50% a; 50.00% b; }",
    ],
)
def test_values_that_it_takes(line: str):
    assert said(gateway_of(f"http {{ {line} }}"), "syntax/rejected") == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("hash $uri bogus;", 'invalid parameter "bogus"'),
        ("random three;", 'invalid parameter "three"'),
        ("random two bogus;", 'invalid parameter "bogus"'),
        ("keepalive x;", 'invalid value "x" in "keepalive"'),
        ("zone z 1x;", "invalid zone size"),
        ("zone z 8k;", "too small"),
    ],
)
def test_upstream_directives(line: str, message: str):
    text = f"http {{ upstream u {{ {line} server 10.0.0.1; server 10.0.0.2; }} }}"
    (found,) = said(gateway_of(text), "syntax/rejected")
    assert message in found
