import pytest

from tests.harness.nginx_box import boxed, http, kinds, lines, room, server, whys


def listens(text: str) -> list[str]:
    """What one `listen` becomes."""
    sandbox = http(f"server {{ listen {text}; return 204; }}")
    return [line for line in lines(sandbox) if line.startswith("listen")]


@pytest.mark.parametrize(
    ("written", "options"),
    [
        ("80", ""),
        ("10.0.0.1", ""),
        ("*:80 default_server", "default_server "),
        ("10.0.0.1:443 ssl http2", "ssl http2 "),
        ("[::]:443 ssl ipv6only=on reuseport", "ssl reuseport "),
        ("80 deferred backlog=9 fastopen=3 so_keepalive=on setfib=1 rcvbuf=8k sndbuf=8k bind", ""),
        ("unix:/run/nginx.sock default", "default "),
        ("localhost:80", ""),
    ],
)
def test_it_moves_and_keeps_what_decides(written: str, options: str):
    assert listens(written) == [f"listen 127.0.0.1:1001 {options}proxy_protocol;"]


def test_what_nginx_refuses_is_left_for_it_to_refuse():
    assert listens("80 bogus") == ["listen 127.0.0.1:1001 bogus proxy_protocol;"]


@pytest.mark.parametrize("other", ["*:80", "0.0.0.0:80"])
def test_the_same_socket_is_the_same(other: str):
    where = room()
    text = f"server {{ listen 80; }} server {{ listen {other}; server_name a; }}"
    boxed(f"events {{}} http {{ {text} }}", where)
    assert list(where.listeners) == [("", 80, "tcp")]


def test_other_sockets_are_others():
    where = room()
    text = "listen 80; listen [::]:80; listen 10.0.0.1:80; listen 81; listen unix:/a;"
    sandbox = boxed(f"events {{}} http {{ server {{ {text} }} }}", where)
    assert list(where.listeners) == [
        ("", 80, "tcp"),
        ("::", 80, "tcp"),
        ("10.0.0.1", 80, "tcp"),
        ("", 81, "tcp"),
        ("/a", None, "unix"),
    ]
    assert sandbox.proxied == set(where.listeners.values())


def test_a_range_is_a_socket_for_each_port():
    where = room()
    boxed("events {} http { server { listen 10.0.0.1:8001-8003; } }", where)
    assert list(where.listeners) == [("10.0.0.1", port, "tcp") for port in (8001, 8002, 8003)]


def test_a_large_range_is_refused():
    assert whys(http("server { listen 8000-9000; }"))[0] == (
        "1001 ports in one line; at most 64 are run."
    )


def test_a_server_without_listen_is_on_port_80():
    where = room()
    sandbox = boxed("events {} http { server { return 204; } }", where)
    assert list(where.listeners) == [("", 80, "tcp")]
    assert "listen 127.0.0.1:1001 proxy_protocol;" in lines(sandbox)


def test_quic_is_left_out():
    sandbox = http("server { listen 443 quic reuseport; listen 443 ssl; }")
    assert kinds(sandbox, "directive") == [("listen 443 quic reuseport", "")]
    assert whys(sandbox) == ["UDP and QUIC are not run in the sandbox."]


def test_a_server_of_udp_alone_is_left_out():
    sandbox = boxed("events {} stream { server { listen 53 udp; proxy_pass 10.0.0.1:53; } }")
    assert not any(line.startswith(("server", "listen")) for line in lines(sandbox))
    assert len(sandbox.doubts) == 1


def test_two_blocks_on_one_socket_are_refused():
    stream = "stream { server { listen 8443; proxy_pass 10.0.0.1:1; } }"
    sandbox = boxed(f"events {{}} http {{ server {{ listen 8443; }} }} {stream}")
    assert [item.why for item in sandbox.refused] == [
        "http and stream both listen on port 8443: NGINX does not start with it."
    ]


def test_the_port_is_the_original_one():
    sandbox = server("return 200 $server_port-${server_port}-$server_port_x;")
    found = lines(sandbox)
    assert "return 200 $steelyard_port-$steelyard_port-$server_port_x;" in found
    begin = found.index('map "$server_addr:$server_port" $steelyard_port {')
    assert found[begin + 1 : begin + 3] == ["127.0.0.1:1001 80;", "}"]


def test_no_map_of_ports_where_nobody_asks():
    assert not any("$steelyard_port" in line for line in lines(server("return 204;")))


def test_the_address_is_doubted():
    assert whys(server("return 200 $server_addr;")) == [
        "$server_addr is the sandbox's address, and so is what depends on it."
    ]
