"""Bodies of HTTP/1, whole and in pieces of every size."""

import pytest

from steelyard.prove.http_body import KEPT, Body

CHUNKED = b"5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nTrailer: 1\r\n\r\n"


def feed(body: Body, data: bytes, size: int) -> bytes:
    """Give it in pieces; return what it left."""
    pending = bytearray()
    for start in range(0, len(data), size):
        pending += data[start : start + size]
        body.take(pending)
    return bytes(pending)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_a_chunked_body_ends_where_it_ends(size: int):
    body = Body(None, True)
    assert feed(body, CHUNKED + b"NEXT", size) == b"NEXT"
    assert (body.done, body.broken, body.start) == (True, False, b"hello world")


@pytest.mark.parametrize("size", [1, 4, 1000])
def test_a_body_of_a_stated_length_leaves_the_rest(size: int):
    body = Body(5, False)
    assert feed(body, b"helloNEXT", size) == b"NEXT"
    assert (body.done, body.start) == (True, b"hello")


@pytest.mark.parametrize("frame", [b"x\r\n", b"-1\r\n", b"\r\n", b"2\r\nabc\r\n", b"9" * 9000])
def test_broken_chunks_are_broken(frame: bytes):
    body = Body(None, True)
    feed(body, frame, 100)
    assert (body.done, body.broken) == (False, True)


def test_only_the_start_is_kept():
    body = Body(3 * KEPT, False)
    feed(body, b"a" * 3 * KEPT, 1000)
    assert body.done
    assert len(body.start) == KEPT


def test_the_end_of_the_connection_ends_only_a_body_without_length():
    until, stated, chunked = Body(None, False), Body(5, False), Body(None, True)
    for body in (until, stated, chunked):
        feed(body, b"3\r\n", 10)
        body.ended()
    assert [body.broken for body in (until, stated, chunked)] == [False, True, True]
    assert until.start == b"3\r\n"


def test_no_body_is_done_at_once():
    assert Body(0, False).done
