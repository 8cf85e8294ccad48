"""Answers of HTTP/1, read out of what comes in."""

import pytest

from steelyard.prove.answer_reader import AnswerReader
from steelyard.prove.call import Answer

PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Steelyard-Server: a%20b/1\r\n\r\nhi"
CHUNKED = b"HTTP/1.1 500 X\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"


def read(data: bytes, method: str = "GET", size: int = 10_000, end: bool = False) -> Answer:
    reader = AnswerReader(method)
    for start in range(0, len(data), size):
        if not reader.done:
            reader.feed(data[start : start + size])
    if end:
        reader.ended()
    return reader.answer(0.5)


@pytest.mark.parametrize("size", [1, 5, 10_000])
@pytest.mark.parametrize(("data", "status"), [(PLAIN, 200), (CHUNKED, 500)])
def test_an_answer_is_read_in_pieces_of_any_size(data: bytes, status: int, size: int):
    answer = read(data, size=size)
    assert (answer.status, answer.body_start, answer.closed, answer.why) == (
        status,
        b"hi",
        False,
        "",
    )
    assert answer.seconds == 0.5


def test_the_stand_in_is_known_by_its_header():
    assert read(PLAIN).server == "a b/1"


def test_an_announcement_goes_ahead_of_the_answer():
    assert read(b"HTTP/1.1 100 Continue\r\n\r\n" + PLAIN).status == 200
    assert read(b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n").status == 101


@pytest.mark.parametrize(
    ("data", "method"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", "HEAD"),
        (b"HTTP/1.1 204 None\r\n\r\n", "GET"),
        (b"HTTP/1.1 304 Same\r\nContent-Length: 9\r\n\r\n", "GET"),
    ],
)
def test_some_answers_have_no_body(data: bytes, method: str):
    assert read(data, method).status is not None


@pytest.mark.parametrize(
    ("head", "closed"),
    [
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", True),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", True),
        (b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n", False),
    ],
)
def test_whether_the_connection_ends_with_it(head: bytes, closed: bool):
    assert read(head).closed == closed


def test_a_body_without_length_lasts_until_the_end():
    data = b"HTTP/1.1 200 OK\r\n\r\nall of it"
    assert read(data).late
    answer = read(data, end=True)
    assert (answer.status, answer.body_start, answer.closed) == (200, b"all of it", True)


def test_an_answer_cut_short_says_so():
    answer = read(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi", end=True)
    assert (answer.status, answer.why) == (200, "a body cut short")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "closed without an answer"),
        (b"HTTP/1.1 200", "closed without an answer"),
        (b"HTTP/1.1 xx\r\n\r\n", "no status"),
        (b"\x15\x03\x03\x00\x02\x02\x28", "answered with TLS"),
        (b"junk" * 2000, "no HTTP"),
    ],
)
def test_what_is_no_answer(data: bytes, why: str):
    answer = read(data, end=True)
    assert (answer.status, answer.closed, answer.why) == (None, True, why)


def test_the_short_text_of_a_stand_in_names_it():
    answer = read(b"steelyard tls/pool/3\n")
    assert (answer.status, answer.server, answer.closed) == (None, "tls/pool/3", True)


def test_silence_is_late():
    assert read(b"").late
