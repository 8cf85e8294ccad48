"""``bind`` lines: where they move, what they keep, and that clients state their address."""

import pytest

from tests.harness.haproxy_box import CERTIFICATE, Boxed, boxed_text

HEAD = "frontend f\n"


def bound(*lines: str) -> Boxed:
    """A frontend with these lines, boxed."""
    return boxed_text(HEAD + "".join(f" {line}\n" for line in lines))


def line(text: str) -> str:
    """What one line becomes."""
    return bound(text).text().split("\n")[1].strip()


@pytest.mark.parametrize(
    "address", [":80", "*:80", "10.0.0.1:80", "[::]:80", "[2001:db8::1]:80", ":80-90", "tcp@:80"]
)
def test_an_address_moves_to_a_socket_of_its_own(address: str):
    assert line(f"bind {address}") == "bind 127.0.0.1:1 accept-proxy"


def test_the_sockets_are_those_of_the_model():
    boxed = bound("bind :80,10.0.0.1:443", "bind unix@/run/x.sock")
    assert {key: str(end) for key, end in boxed.room.listeners.items()} == {
        ("", 80, "tcp"): "127.0.0.1:1",
        ("10.0.0.1", 443, "tcp"): "127.0.0.1:2",
        ("/run/x.sock", None, "unix"): "127.0.0.1:3",
    }
    assert boxed.sandbox.proxied == set(boxed.room.listeners.values())


def test_one_address_in_two_frontends_stays_one():
    text = boxed_text(HEAD + " bind *:80\nfrontend g\n bind :80\n").text()
    assert text.count("bind 127.0.0.1:1 accept-proxy") == 2


@pytest.mark.parametrize("address", ["unix@/run/x", "abns@x", "fd@3", "/run/x"])
def test_other_sockets_become_tcp(address: str):
    assert line(f"bind {address} mode 600 user root") == "bind 127.0.0.1:1 accept-proxy"


@pytest.mark.parametrize("address", ["quic4@:443", "udp@:53", "quic6@[::]:443"])
def test_udp_is_left_out(address: str):
    boxed = bound("bind :80", f"bind {address} ssl crt x.pem alpn h3")
    assert boxed.text().split("\n")[2] == " # left out"
    assert ("directive", f"bind {address}", "") in boxed.told
    assert len(boxed.room.listeners) == 1


def test_udp_beside_tcp_on_one_line_is_left_out_alone():
    boxed = bound("bind :443,quic4@:443")
    assert boxed.text().split("\n")[1] == " bind 127.0.0.1:1 accept-proxy"
    assert ("directive", "quic4@:443", "") in boxed.told


def test_accept_proxy_is_added_and_told():
    assert ("client-address", "", "accept-proxy") in bound("bind :80").told


def test_accept_proxy_that_is_there_stays_alone():
    boxed = bound("bind :80 accept-proxy name x")
    assert boxed.text().split("\n")[1] == " bind 127.0.0.1:1 accept-proxy name x"
    assert [kind for kind, _, _ in boxed.told] == ["listener"]


def test_harmless_options_stay():
    kept = "name x id 7 maxconn 10 backlog 5 defer-accept alpn h2 nice 1"
    assert line(f"bind :80 {kept}") == f"bind 127.0.0.1:1 {kept} accept-proxy"


@pytest.mark.parametrize(
    "option",
    ["interface eth0", "namespace x", "transparent", "process 1", "thread 1/1", "shards 2",
     "mode 600", "user root", "group root", "uid 0", "gid 0", "tfo", "v4v6", "v6only", "mss 900",
     "accept-netscaler-cip 1", "ca-sign-pass hunter2", "tls-ticket-keys x", "crl-file x"],
)  # fmt: skip
def test_what_needs_rights_or_files_is_left_out(option: str):
    boxed = bound(f"bind :80 {option} name x")
    assert boxed.text().split("\n")[1].strip() == "bind 127.0.0.1:1 name x accept-proxy"
    assert option.split()[0] in [old for _, old, _ in boxed.told]
    assert "hunter2" not in str(boxed.told)


@pytest.mark.parametrize("given", ["crt a.pem", "crt a.pem crt b.pem", "crt-list l", 'crt "@s/a"'])
def test_one_certificate_stands_for_all(given: str):
    assert line(f"bind :443 ssl {given} alpn h2") == (
        f"bind 127.0.0.1:1 ssl crt {CERTIFICATE} alpn h2 accept-proxy"
    )


def test_client_certificates_are_those_of_the_sandbox():
    boxed = bound("bind :443 ssl crt a.pem ca-file ca.pem verify required")
    assert f"ca-file {CERTIFICATE} verify required" in boxed.text()
    assert "must show a certificate" in boxed.doubts[0]


def test_no_certificate_is_asked_for_no_doubt():
    assert bound("bind :443 ssl crt a.pem verify none").doubts == []


def test_strict_names_are_given_up_and_told():
    boxed = bound("bind :443 ssl crt a.pem strict-sni")
    assert "strict-sni" not in boxed.text()
    assert "takes any" in boxed.doubts[0]


def test_a_branch_that_is_not_taken_moves_too():
    boxed = bound(".if 0", "bind :80", ".endif", "bind :81")
    assert "bind :80" not in boxed.text()
    assert list(boxed.room.listeners) == [("", 81, "tcp")]
