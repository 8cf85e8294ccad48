"""`bind` lines: addresses, TLS, protocols, refusals."""

import pytest

from steelyard.model.gateway import Listener
from tests.harness.haproxy_text import HEAD, read, rules


def listener(lines: str, version: tuple[int, ...] | None = None) -> Listener:
    body = "".join(f" {line.strip()}\n" for line in lines.split(";"))
    return read(f"{HEAD}frontend f\n{body}", version).listeners[0]


def test_addresses():
    binds = listener("bind 10.0.0.1:80,:81; bind /run/a.sock; bind :8000-8005").binds
    assert [(bind.address, bind.port, bind.transport) for bind in binds] == [
        ("10.0.0.1", 80, "tcp"),
        ("", 81, "tcp"),
        ("/run/a.sock", None, "unix"),
        ("", 8000, "tcp"),
    ]
    assert binds[3].settings["last-port"].value == 8005


@pytest.mark.parametrize(
    ("line", "version", "protocols"),
    [
        ("bind :443 ssl crt a.pem", (2, 6), ()),
        ("bind :443 ssl crt a.pem", (2, 8), ("h2", "http/1.1")),
        ("bind :443 ssl crt a.pem alpn h2", (2, 6), ("h2",)),
        ("bind :80 proto h2", (2, 6), ("h2",)),
        ("bind quic4@:443 ssl crt a.pem", (3, 0), ("h3",)),
    ],
)
def test_protocols(line: str, version: tuple[int, ...], protocols: tuple[str, ...]):
    assert listener(line, version).binds[0].protocols == protocols


def test_options():
    bind = listener("bind :80 accept-proxy name x interface eth0").binds[0]
    assert bind.reads_proxy
    assert (bind.settings["name"].value, bind.settings["interface"].value) == ("x", "eth0")
    quic = listener("bind quic4@:443 ssl crt a.pem", (3, 0)).binds[0]
    assert (quic.transport, quic.tls) == ("udp", True)


@pytest.mark.parametrize("line", ["bind", "bind 10.0.0.1", "bind :x", "bind :80 bogus", "bind ::1"])
def test_refused(line: str):
    assert rules(read(f"{HEAD}frontend f\n {line}\n")) == ["syntax/rejected"]


def test_pages():
    found = listener(
        "bind :80; monitor-uri /up; stats enable; stats auth u:secret; rate-limit sessions 9"
    )
    assert (found.settings["monitor-uri"].value, found.settings["stats-uri"].value) == (
        "/up",
        "/haproxy?stats",
    )
    assert "secret" not in str(found.settings)
    assert found.limits["rate"].value == 9


def test_many_addresses_take_linear_time():
    assert len(listener("bind " + ",".join([":80"] * 50_000)).binds) == 50_000
