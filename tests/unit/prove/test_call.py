"""What is sent: the bytes of a request, exactly as it says."""

import pytest

from steelyard.core.record import replace
from steelyard.dialects.sandbox import Endpoint
from steelyard.forecast.routing.request import Request
from steelyard.prove.call import Answer, Call, fields, raw

HERE = Endpoint("127.1.2.3", 2000)


@pytest.mark.parametrize(
    ("request_", "sent"),
    [
        (Request(), b"GET / HTTP/1.1\r\nX-Steelyard-Request: 7\r\n\r\n"),
        (
            Request("PUT", "*", (("host", "a"), ("HOST", "b"), ("X", "")), version="1.0"),
            b"PUT * HTTP/1.0\r\nhost: a\r\nHOST: b\r\nX: \r\nX-Steelyard-Request: 7\r\n\r\n",
        ),
        (
            Request(target="/\udcff\xe9"),
            b"GET /\xff\xc3\xa9 HTTP/1.1\r\nX-Steelyard-Request: 7\r\n\r\n",
        ),
        (
            Request(headers=(("Content-Length", "3"),)),
            b"GET / HTTP/1.1\r\nContent-Length: 3\r\nX-Steelyard-Request: 7\r\n\r\nxxx",
        ),
        (
            Request(headers=(("Transfer-Encoding", "chunked"),)),
            b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nX-Steelyard-Request: 7\r\n\r\n"
            b"0\r\n\r\n",
        ),
    ],
)
def test_the_bytes_are_what_the_request_says(request_: Request, sent: bytes):
    assert raw(request_, "7") == sent


def test_without_an_identity_nothing_is_added():
    assert raw(Request(), "") == b"GET / HTTP/1.1\r\n\r\n"


def test_http_2_has_fields_of_its_own():
    headers = (("Host", "a"), ("Connection", "close"), ("X-Key", "1"))
    assert fields(Request(target="/x", headers=headers, scheme="https", version="2"), "7") == [
        (b":method", b"GET"),
        (b":scheme", b"https"),
        (b":authority", b"a"),
        (b":path", b"/x"),
        (b"x-key", b"1"),
        (b"x-steelyard-request", b"7"),
    ]


def test_without_host_there_is_no_authority():
    assert [name for name, _ in fields(Request(), "")] == [b":method", b":scheme", b":path"]


def test_the_proxy_header_tells_the_original_destination():
    call = Call(Request(source="192.0.2.1", port=80, address="198.51.100.7"), HERE, proxied=True)
    assert call.preface() == b"PROXY TCP4 192.0.2.1 198.51.100.7 40000 80\r\n"
    open_ = Call(Request(), HERE, proxied=True)
    assert open_.preface() == b"PROXY TCP4 192.0.2.1 127.1.2.3 40000 2000\r\n"
    assert Call(Request(), HERE).preface() == b""


@pytest.mark.parametrize(
    ("changes", "secure", "http2"),
    [
        ({}, False, False),
        ({"scheme": "https"}, True, False),
        ({"scheme": "tls"}, True, False),
        ({"version": "2"}, False, True),
        ({"scheme": "https", "version": "2.0"}, True, True),
    ],
)
def test_the_request_says_which_protocols(changes: dict[str, str], secure: bool, http2: bool):
    call = Call(replace(Request(), **changes), HERE)
    assert (call.secure, call.http2) == (secure, http2)
    assert not Call(replace(Request(), **changes), HERE, hello=True).secure


def test_a_connection_is_shared_only_by_what_looks_alike_when_it_is_made():
    one = Call(Request(), HERE, proxied=True)
    assert one.shares_connection(Call(Request(target="/other"), HERE, "9", proxied=True))
    assert not one.shares_connection(Call(Request(source="192.0.2.2"), HERE, proxied=True))
    assert not one.shares_connection(Call(Request(), HERE))
    assert not one.shares_connection(Call(Request(scheme="https"), HERE, proxied=True))
    assert not one.shares_connection(Call(Request(), Endpoint("127.1.2.3", 1), proxied=True))


def test_silence_is_not_an_end():
    assert Answer(None).late
    assert not Answer(None, closed=True).late
    assert not Answer(200).late
    assert Answer(302, (("Location", "/x"),)).header("location") == "/x"
