import zlib

import pytest

from steelyard.dialects.nginx.live.ring import base_of, same_points
from steelyard.dialects.nginx.text.address import parse_address


@pytest.mark.parametrize(
    ("literal", "data"),
    [
        ("10.0.0.1:8080", b"10.0.0.1\x008080"),
        ("10.0.0.1", b"10.0.0.1\x00"),
        ("app.internal:80", b"app.internal\x0080"),
        ("unix:/run/a:1", b"/run/a:1\x00"),
        ("[::1]:80", b"[::1]\x0080"),
        ("[::1]", b"[::1]\x00"),
    ],
)
def test_what_the_points_come_from(literal: str, data: bytes):
    # ngx_http_upstream_update_chash: digits at the end after a colon are the port.
    assert base_of(literal) == zlib.crc32(data)


@pytest.mark.parametrize("literal", ["10.0.0.1:8080", "app.internal:80", "unix:/run/app.sock", ""])
def test_the_same_address_in_another_text(literal: str):
    text = same_points(literal, "127.3.4.5", 12345)
    assert text is not None
    assert base_of(text) == base_of(literal)
    host, _, port = text.partition(":")
    assert [int(number) for number in host.split(".")] == [127, 3, 4, 5]
    assert port == "12345"
    assert not parse_address(text).many
    assert len(text) < 3000
