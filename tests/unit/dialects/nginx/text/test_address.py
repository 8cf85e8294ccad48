import pytest

from steelyard.dialects.nginx.text.address import parse_address, split_target


@pytest.mark.parametrize(
    ("text", "host", "port", "many"),
    [
        ("10.0.0.1:8080", "10.0.0.1", 8080, False),
        ("10.0.0.1", "10.0.0.1", None, False),
        ("[::1]:80", "::1", 80, False),
        ("[2001:db8::1]", "2001:db8::1", None, False),
        ("app.internal:80", "app.internal", 80, True),
        ("localhost", "localhost", None, True),
        ("256.0.0.1:80", "256.0.0.1", 80, True),
        ("10.0.0.1:65535", "10.0.0.1", 65535, False),
        ("127.0000.00.01:80", "127.0000.00.01", 80, False),
    ],
)
def test_addresses(text: str, host: str, port: int | None, many: bool):
    address = parse_address(text)
    assert (address.host, address.port, address.many, address.fault) == (host, port, many, "")
    assert address.text == text


def test_unix_sockets():
    address = parse_address("unix:/run/app.sock")
    assert (address.host, address.unix, address.text) == (
        "/run/app.sock",
        True,
        "unix:/run/app.sock",
    )


@pytest.mark.parametrize(
    "text", ["10.0.0.1:0", "10.0.0.1:65536", "a:", ":80", "unix:", "[::1", "a:b:c", "a/b", "*:80"]
)
def test_what_nginx_refuses_has_a_fault(text: str):
    assert parse_address(text).fault


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("http://backend", ("http", "backend", None)),
        ("http://backend/", ("http", "backend", "/")),
        ("HTTPS://10.0.0.1:8443/a?b", ("https", "10.0.0.1:8443", "/a?b")),
        ("backend", ("", "backend", None)),
        ("unix:/run/a.sock", ("", "unix:/run/a.sock", None)),
        ("http://unix:/run/a.sock:/uri", ("http", "unix:/run/a.sock", "/uri")),
        ("http://backend?a=b", ("http", "backend", "?a=b")),
    ],
)
def test_targets(text: str, parts: tuple[str, str, str | None]):
    assert split_target(text) == parts
