"""Health checks: kind, request, expectation, timing, and inheritance."""

import pytest

from steelyard.model.pool import HealthCheck
from tests.harness.haproxy_text import HEAD, pool, said

SERVER = "server a 10.0.0.1:1 check"


def check(lines: str, head: str = HEAD, server: str = SERVER) -> HealthCheck:
    found = pool(f"{lines};{server}", head).servers[0].check
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        ("retries 1", "connect"),
        ("option tcp-check", "connect"),
        ("option tcp-check; tcp-check connect", "connect"),
        ("option tcp-check; tcp-check send PING; tcp-check expect string PONG", "protocol"),
        ("option mysql-check user x", "protocol"),
        ("option ssl-hello-chk", "protocol"),
        ("option external-check", "external"),
        ("option httpchk", "http"),
        ("option httpchk; option tcp-check", "connect"),
    ],
)
def test_kinds(lines: str, kind: str):
    assert check(lines).kind == kind


@pytest.mark.parametrize(
    ("lines", "request_line"),
    [
        ("option httpchk", ("OPTIONS", "/", "")),
        ("option httpchk /up", ("OPTIONS", "/up", "")),
        ("option httpchk GET /up", ("GET", "/up", "")),
        (r"option httpchk GET /up HTTP/1.1\r\nHost:\ a.b", ("GET", "/up", "a.b")),
        (
            "option httpchk; http-check send meth HEAD uri /x hdr Accept y hdr Host c.d",
            ("HEAD", "/x", "c.d"),
        ),
    ],
)
def test_requests(lines: str, request_line: tuple[str, str, str]):
    found = check(lines)
    assert (found.method, found.path, found.host) == request_line


def test_expectations():
    lines = "option httpchk; http-check expect status 200; http-check expect ! string down"
    assert check(lines).expect == "status 200; ! string down"
    assert check("option httpchk; http-check expect min-recv 5 status 200").expect == "status 200"


def test_timing():
    found = check("timeout check 3s", server=SERVER + " inter 4s rise 5 fall 6 port 99")
    assert (found.interval, found.timeout, found.rise, found.fall, found.port) == (
        4.0,
        3.0,
        5,
        6,
        99,
    )


def test_inherited():
    head = HEAD + " option httpchk GET /up\n http-check expect status 200\n"
    found = check("retries 1", head)
    assert (found.method, found.path, found.expect) == ("GET", "/up", "status 200")


def test_an_own_option_drops_inherited_rules():
    head = HEAD + " option httpchk GET /up\n http-check expect status 200\n"
    found = check("option httpchk GET /own", head)
    assert (found.path, found.expect) == ("/own", "")


def test_own_rules_drop_the_inherited_request():
    head = HEAD + " option httpchk GET /up\n"
    lines = "http-check expect status 200"
    found = check(lines, head)
    assert (found.kind, found.method, found.path) == ("http", "", "")
    assert said(f"{lines};{SERVER}", head) == ["syntax/ignored-setting"]
    assert said(f"option httpchk GET /x;{lines};{SERVER}", head) == []
    assert said(f"http-check disable-on-404;{SERVER}", head) == []


def test_agents():
    found = check("retries 1", server="server a 10.0.0.1:1 agent-check agent-port 9 agent-inter 5s")
    assert (found.kind, found.agent, found.port, found.interval) == ("agent", True, 9, 5.0)
    both = check("retries 1", server=SERVER + " agent-check agent-port 9")
    assert (both.kind, both.agent) == ("connect", True)
