"""Addresses of servers and binds."""

import pytest

from steelyard.dialects.haproxy.text.addresses import Address, parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.0.0.1:80", Address("10.0.0.1", 80)),
        ("10.0.0.1", Address("10.0.0.1", None)),
        ("*:80", Address("", 80)),
        (":80", Address("", 80)),
        ("0.0.0.0:80", Address("", 80)),
        ("[2001:db8::1]:80", Address("2001:db8::1", 80)),
        ("[2001:db8::1]", Address("2001:db8::1", None)),
        ("2001:db8::1:80", Address("2001:db8::1", 80)),
        ("ipv4@10.0.0.1:80", Address("10.0.0.1", 80)),
        ("quic4@:443", Address("", 443, transport="quic")),
        ("udp@:53", Address("", 53, transport="udp")),
        ("app.example:80", Address("app.example", 80, named=True)),
        ("_http._tcp.example", Address("_http._tcp.example", None, named=True)),
        ("10.0.0.1:+10", Address("10.0.0.1", 10, offset="+")),
        (":8000-8010", Address("", 8000, last_port=8010)),
        ("/run/a.sock", Address("/run/a.sock", None, "unix", "unix")),
        ("unix@/run/a.sock", Address("/run/a.sock", None, "unix", "unix")),
        ("abns@web", Address("web", None, "abns", "unix")),
        ("10.0.0.1:80x", Address("10.0.0.1", 80, odd="80x")),
    ],
)
def test_parse(text: str, expected: Address):
    assert parse(text) == expected


@pytest.mark.parametrize("text", ["10.0.0.1:65536", "10.0.0.1:x", ":90-80", "h:²"])
def test_refused(text: str):
    assert "invalid port" in parse(text).problem
