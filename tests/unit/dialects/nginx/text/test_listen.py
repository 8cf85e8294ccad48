import pytest

from steelyard.dialects.nginx.text.listen import read_listen
from steelyard.dialects.nginx.text.parse import parse
from steelyard.model.gateway import Bind


def listen(text: str, *, http: bool = True) -> tuple[Bind | None, list[str]]:
    (directive,) = parse(f"listen {text};", "f").body
    bind, notices = read_listen(directive, "s", http=http)
    return bind, [notice.message for notice in notices]


@pytest.mark.parametrize(
    ("text", "address", "port"),
    [
        ("80", "", 80),
        ("*:8080", "", 8080),
        ("0.0.0.0:8080", "", 8080),
        ("10.0.0.1", "10.0.0.1", 80),
        ("10.0.0.1:81", "10.0.0.1", 81),
        ("[::]:80", "::", 80),
        ("[::1]", "::1", 80),
        ("localhost:81", "localhost", 81),
        ("unix:/run/n.sock", "/run/n.sock", None),
        ("8000-8010", "", 8000),
    ],
)
def test_addresses(text: str, address: str, port: int | None):
    bind, said = listen(text)
    assert bind is not None
    assert (bind.address, bind.port, said) == (address, port, [])


def test_options():
    bind, said = listen("443 ssl http2 default_server proxy_protocol reuseport backlog=511")
    assert bind is not None
    assert (bind.tls, bind.protocols, bind.default) == (True, ("h2",), True)
    assert (bind.reads_proxy, bind.shared, bind.transport) == (True, True, "tcp")
    assert (bind.settings["backlog"].value, said) == (511, [])
    bind, _ = listen("443 quic")
    assert bind is not None
    assert (bind.transport, bind.protocols) == ("udp", ("h3",))
    bind, _ = listen("53 udp", http=False)
    assert bind is not None
    assert bind.transport == "udp"
    bind, _ = listen("8000-8010")
    assert bind is not None
    assert bind.settings["last-port"].value == 8010


@pytest.mark.parametrize("text", ["0", "99999", "a:b", "[::1", "unix:", "10-5", "1.1.1.1:0"])
def test_what_nginx_refuses(text: str):
    bind, said = listen(text)
    assert bind is None
    assert len(said) == 1


def test_strange_options_and_missing_ports():
    assert listen("80 bogus")[1] == ['"bogus" is no parameter of "listen".']
    assert listen("80 backlog=x")[1] == ['invalid backlog "backlog=x".']
    assert listen("10.0.0.1", http=False)[0] is None
