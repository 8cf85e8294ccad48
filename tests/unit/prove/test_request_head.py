"""Heads as a stand-in reads them."""

import pytest

from steelyard.prove.request_head import may_be_http, read_head


def test_a_head_is_read_as_it_was_sent():
    head = read_head(
        b"POST /a?b HTTP/1.1\r\nHost: x\r\nx-steelyard-request: 17\r\nContent-Length: 3\r\n"
        b"Expect: 100-continue\r\nEmpty:"
    )
    assert head is not None
    assert (head.method, head.target, head.identity) == ("POST", "/a?b", "17")
    assert (head.length, head.chunked, head.expects) == (3, False, True)
    assert head.headers[0] == ("Host", "x")
    assert head.headers[-1] == ("Empty", "")


@pytest.mark.parametrize(
    ("version", "line", "connection"),
    [
        ("1.1", b"X: y", ""),
        ("1.1", b"Connection: Close", "close"),
        ("1.1", b"Connection: upgrade", ""),
        ("1.0", b"X: y", "close"),
        ("1.0", b"Connection: keep-alive", "keep-alive"),
    ],
)
def test_whether_the_connection_stays(version: str, line: bytes, connection: str):
    head = read_head(f"GET / HTTP/{version}\r\n".encode() + line)
    assert head is not None
    assert head.connection == connection


@pytest.mark.parametrize("line", [b"PING", b"GET /", b"GET / HTTP/2.0", b"GET /a b HTTP/1.1", b""])
def test_what_is_no_http_1(line: bytes):
    assert read_head(line) is None


@pytest.mark.parametrize(
    ("data", "may"),
    [
        (b"G", True),
        (b"GET / HTTP/1.1\r\nHo", True),
        (b"\x16\x03\x01", False),
        (b"PING\r\n", False),
        (b"PRI * HTTP/2.0\r\n\r\n", False),
        (b"a" * 70000, False),
    ],
)
def test_what_may_become_one(data: bytes, may: bool):
    assert may_be_http(data) == may


def test_bytes_that_are_no_text_come_back():
    head = read_head(b"GET /\xff\xc3\xa9 HTTP/1.1")
    assert head is not None
    assert head.target.encode("utf-8", "surrogateescape") == b"/\xff\xc3\xa9"
