"""Lines of access logs as NGINX and HAProxy document and write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.forecast.accesslog import parse_line

COMBINED = (
    '203.0.113.9 - alice [10/Oct/2025:13:55:36 +0200] "POST /a?b=c HTTP/1.1" 201 23 '
    '"https://x.example/" "Mozilla/5.0 (\\"odd\\")"'
)
# Configuration manual 8.2.3, its own example, with a captured Host.
HTTPLOG = (
    "Feb  6 12:14:14 localhost haproxy[14389]: 10.0.1.2:33317 [06/Feb/2009:12:14:14.655] "
    "http-in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 "
    '{1wt.eu} {} "GET /index.html HTTP/1.1"'
)


def test_combined():
    request = parse_line(COMBINED)
    assert request is not None
    assert (request.method, request.target, request.source) == ("POST", "/a?b=c", "203.0.113.9")
    assert request.headers == ()


def test_httplog():
    request = parse_line(HTTPLOG + "\n")
    assert request is not None
    assert (request.method, request.target, request.source) == ("GET", "/index.html", "10.0.1.2")
    assert request.header("host") == ["1wt.eu"]
    assert request.scheme == "http"


def test_httplog_of_a_tls_listener_with_an_ipv6_client_and_nothing_captured():
    line = HTTPLOG.replace("10.0.1.2:", "2001:db8::7:").replace("http-in", "www~")
    request = parse_line(line.replace("{1wt.eu} {} ", ""))
    assert request is not None
    assert (request.source, request.scheme, request.headers) == ("2001:db8::7", "https", ())


def test_the_first_of_several_captured_headers_is_the_host():
    request = parse_line(HTTPLOG.replace("{1wt.eu}", "{shop.example|Mozilla}"))
    assert request is not None
    assert request.header("host") == ["shop.example"]


def test_an_absolute_target_gives_host_and_scheme():
    request = parse_line(COMBINED.replace("/a?b=c", "https://shop.example/x?y"))
    assert request is not None
    assert (request.scheme, request.target, request.server_name) == (
        "https",
        "/x?y",
        "shop.example",
    )
    bare = parse_line(COMBINED.replace("/a?b=c", "http://shop.example"))
    assert bare is not None
    assert bare.target == "/"


@pytest.mark.parametrize(
    "line",
    [
        "",
        "nonsense",
        COMBINED[:40],
        COMBINED.replace("POST /a?b=c HTTP/1.1", "\\x16\\x03\\x01"),
        COMBINED.replace('"POST /a?b=c HTTP/1.1"', '"-"'),
        HTTPLOG.replace('"GET /index.html HTTP/1.1"', '"<BADREQ>"'),
    ],
)
def test_lines_that_hold_no_request(line):
    assert parse_line(line) is None


def test_equal_requests_are_one():
    assert parse_line(COMBINED) == parse_line(COMBINED.replace("13:55", "14:00"))
    assert parse_line(HTTPLOG) == parse_line(HTTPLOG.replace(":33317", ":40000"))


@given(st.text() | st.text('{}[]" /:.\\', max_size=60).map(lambda t: COMBINED[:50] + t))
def test_any_line_is_read_or_not(line):
    parse_line(line)


def test_a_long_line_of_braces_does_not_hang():
    assert parse_line("10.0.0.1:5 [x] a b/c " + "{" * 50_000 + ' "G') is None
    assert parse_line("1:1 [] a b/c " * 3000) is None
