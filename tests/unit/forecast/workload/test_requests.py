"""Lines of access logs as NGINX and HAProxy document and write them, to requests."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.forecast.workload.formats import COMBINED, HTTPLOG, Format
from steelyard.forecast.workload.logformat import stated
from steelyard.forecast.workload.requests import Making

NGINX = (
    '203.0.113.9 - alice [10/Oct/2025:13:55:36 +0200] "POST /a?b=c HTTP/1.1" 201 23 '
    '"https://x.example/" "Mozilla/5.0 (\\x22odd\\x22)"'
)
# Configuration manual 8.2.3, its own example, with a captured Host.
HAPROXY = (
    "Feb  6 12:14:14 localhost haproxy[14389]: 10.0.1.2:33317 [06/Feb/2009:12:14:14.655] "
    "http-in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 "
    '{1wt.eu} {} "GET /index.html HTTP/1.1"'
)


def read(line, form=COMBINED, **how):
    making = Making(form.columns, form.escape, **how)
    return making.request([column.cut.text(line) for column in form.columns])


def test_combined():
    request = read(NGINX)
    assert request is not None
    assert (request.method, request.target, request.source) == ("POST", "/a?b=c", "203.0.113.9")
    assert request.headers == ()


@pytest.mark.parametrize("line", [HAPROXY, HAPROXY.partition("]: ")[2]])
def test_httplog_with_and_without_what_syslog_adds(line):
    request = read(line, HTTPLOG)
    assert request is not None
    assert (request.method, request.target, request.source) == ("GET", "/index.html", "10.0.1.2")
    assert request.header("host") == ["1wt.eu"]
    assert request.scheme == "http"


def test_httplog_of_a_tls_listener_with_an_ipv6_client_and_nothing_captured():
    line = HAPROXY.replace("10.0.1.2:", "2001:db8::7:").replace("http-in", "www~")
    request = read(line.replace("{1wt.eu} {} ", ""), HTTPLOG)
    assert request is not None
    assert (request.source, request.scheme, request.headers) == ("2001:db8::7", "https", ())


def test_httpslog_ends_with_the_tls_name():
    line = HAPROXY.replace("http-in", "www~") + " 0/0/0/0/0 shop.example/TLSv1.3/AES"
    request = read(line, HTTPLOG)
    assert request is not None
    assert (request.target, request.server_name) == ("/index.html", "shop.example")


def test_the_first_of_several_captured_headers_is_the_host():
    request = read(HAPROXY.replace("{1wt.eu}", "{shop.example|Mozilla}"), HTTPLOG)
    assert request is not None
    assert request.header("host") == ["shop.example"]


def test_the_name_of_the_listener_gives_the_port():
    request = read(HAPROXY, HTTPLOG, ports={"http-in": 8080})
    assert request is not None
    assert request.port == 8080


def test_an_absolute_target_gives_host_and_scheme():
    request = read(NGINX.replace("/a?b=c", "https://shop.example/x?y"))
    assert request is not None
    assert (request.scheme, request.target, request.server_name) == (
        "https",
        "/x?y",
        "shop.example",
    )
    for bare, target in (("http://shop.example", "/"), ("http://shop.example?q", "/?q")):
        found = read(NGINX.replace("/a?b=c", bare))
        assert found is not None
        assert (found.target, found.header("host")) == (target, ["shop.example"])


def test_escaped_bytes_are_themselves_again():
    request = read(NGINX.replace("/a?b=c", "/\\xC3\\xA9\\x22"))
    assert request is not None
    assert request.target == '/é"'
    request = read(HAPROXY.replace("/index.html", "/#22#C3#A9"), HTTPLOG)
    assert request is not None
    assert request.target == '/"é'


@pytest.mark.parametrize(
    ("line", "form"),
    [
        ("", COMBINED),
        ("nonsense", COMBINED),
        (NGINX[:40], COMBINED),
        (NGINX[:60], COMBINED),  # cut off within the request
        (NGINX.replace("POST /a?b=c HTTP/1.1", "\\x16\\x03\\x01"), COMBINED),
        (NGINX.replace('"POST /a?b=c HTTP/1.1"', '"-"'), COMBINED),
        (NGINX.replace('"POST /a?b=c HTTP/1.1"', '""'), COMBINED),
        ('2025/10/10 [error] 7#7: *1 x, client: 1.2.3.4, request: "GET / HTTP/1.1"', COMBINED),
        (HAPROXY.replace('"GET /index.html HTTP/1.1"', '"<BADREQ>"'), HTTPLOG),
        (HAPROXY[:-3], HTTPLOG),
        ("10.0.0.1:5 [x] a b/c " + "{" * 50_000 + ' "G', HTTPLOG),
        ("1:1 [] a b/c " * 3000, HTTPLOG),
    ],
)
def test_lines_that_hold_no_request(line, form):
    assert read(line, form) is None


def test_equal_requests_are_one():
    assert read(NGINX) == read(NGINX.replace("13:55", "14:00"))
    assert read(HAPROXY, HTTPLOG) == read(HAPROXY.replace(":33317", ":40000"), HTTPLOG)


def test_a_source_that_is_no_address_is_replaced():
    for text in ("unix:", "shop.example", "-"):
        found = read(NGINX.replace("203.0.113.9", text))
        assert found is not None
        assert found.source == "192.0.2.1"


def test_headers_and_cookies_of_a_stated_format():
    form = stated('$host $remote_addr "$request" "$http_user_agent" "$cookie_sid" $scheme')
    found = read('s.example 10.0.0.1 "GET /a HTTP/2.0" "curl" "x7" https', form, version=True)
    assert found is not None
    assert found.headers == (("Host", "s.example"), ("User-Agent", "curl"), ("Cookie", "sid=x7"))
    assert (found.scheme, found.version, found.server_name) == ("https", "2.0", "s.example")


def test_a_log_that_does_not_say_so_may_be_taken_for_tls():
    found = read(NGINX, secure=True)
    assert found is not None
    assert found.scheme == "https"


@given(st.text() | st.text('{}[]" /:.\\x#', max_size=60).map(lambda t: NGINX[:50] + t))
def test_any_line_is_read_or_not(line):
    form: Format
    for form in (COMBINED, HTTPLOG, stated("json:target=a"), stated("$request_uri|$host [$uri]")):
        read(line, form)
