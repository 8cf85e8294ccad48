"""The PROXY protocol, read and written."""

import socket

import pytest

from steelyard.prove.proxy_header import SIGNATURE, Told, begins, proxy_line, read_proxy


def version2(command: int, family: int, addresses: bytes) -> bytes:
    return SIGNATURE + bytes([0x20 | command, family]) + len(addresses).to_bytes(2) + addresses


V4 = socket.inet_aton("192.0.2.9") + socket.inet_aton("198.51.100.1") + bytes(4)
V6 = socket.inet_pton(socket.AF_INET6, "2001:db8::9") * 2 + bytes(4)


@pytest.mark.parametrize(
    ("ends", "line"),
    [
        (("192.0.2.1", 4000, "198.51.100.7", 80), "PROXY TCP4 192.0.2.1 198.51.100.7 4000 80"),
        (("2001:db8::1", 1, "::1", 443), "PROXY TCP6 2001:db8::1 ::1 1 443"),
        (("2001:db8::1", 1, "10.0.0.1", 2), "PROXY TCP6 2001:db8::1 ::ffff:10.0.0.1 1 2"),
        (("10.0.0.1", 1, "2001:db8::1", 2), "PROXY TCP6 ::ffff:10.0.0.1 2001:db8::1 1 2"),
    ],
)
def test_a_line_is_written(ends: tuple[str, int, str, int], line: str):
    assert proxy_line(*ends) == line.encode() + b"\r\n"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"PROXY TCP4 192.0.2.1 198.51.100.7 4000 80\r\nGET", Told("192.0.2.1", 43)),
        (b"PROXY UNKNOWN\r\n", Told("", 15)),
        (b"PROXY TCP4 192.0.2.1", None),
        (b"PROXY " + b"x" * 200, Told("", 0)),
        (version2(1, 0x11, V4), Told("192.0.2.9", 28)),
        (version2(1, 0x11, V4 + b"tlv") + b"GET", Told("192.0.2.9", 31)),
        (version2(1, 0x21, V6), Told("2001:db8::9", 52)),
        (version2(0, 0, b""), Told("", 16)),
        (version2(1, 0x11, V4)[:20], None),
        (SIGNATURE, None),
    ],
)
def test_a_header_is_read(data: bytes, told: Told | None):
    assert read_proxy(data) == told


@pytest.mark.parametrize("cut", [1, 3, 6, 12])
def test_a_part_of_it_may_begin_one(cut: int):
    assert begins(SIGNATURE[:cut])
    assert begins(b"PROXY TCP4 1"[:cut])
    assert not begins(b"GET / HTTP/1"[:cut])


def test_a_method_with_the_same_letter_begins_none():
    assert not begins(b"POST / HTTP/1.1")
