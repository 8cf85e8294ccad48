from steelyard.model.gateway import Listener
from tests.harness.nginx_read import gateway_of, said


def listeners(http: str, block: str = "http") -> list[Listener]:
    return gateway_of(f"events {{}}\n{block} {{\n{http}\n}}\n").listeners


def test_names_and_binds():
    first, second, third = listeners(
        "server { listen 80; server_name a.example b.example; }\n"
        "# the rest\nserver { listen 80 default_server; listen [::]:80; server_name _; }\n"
        "server { listen unix:/run/a.sock; server_name c.example; }"
    )
    assert (first.name, first.names, first.kind) == (
        "a.example:80",
        ("a.example", "b.example"),
        "server",
    )
    assert (second.name, second.names, second.comment) == ("*:80", (), "the rest")
    assert [(bind.address, bind.port, bind.default) for bind in second.binds] == [
        ("", 80, True),
        ("::", 80, False),
    ]
    assert third.name == "c.example@unix:/run/a.sock"


def test_the_same_name_twice_is_told_apart():
    block = "server { listen 80; server_name a; }\n"
    assert [item.name for item in listeners(block * 3)] == ["a:80", "a:80#2", "a:80#3"]


def test_a_server_without_listen_has_port_80():
    (found,) = listeners("server { return 200; }")
    assert (found.binds[0].address, found.binds[0].port) == ("", 80)


def test_inherited_settings():
    (found,) = listeners(
        "client_header_timeout 5s; keepalive_timeout 30s 20s; "
        "ssl_protocols TLSv1.2 TLSv1.3; http2 on;\n"
        "server { listen 443 ssl; client_header_timeout 6s; send_timeout 7s; }"
    )
    values = {name: setting.value for name, setting in found.timeouts.items()}
    assert values == {"client": 60.0, "request": 6.0, "keep-alive": 30.0, "send": 7.0}
    assert found.timeouts["client"].implicit
    assert found.settings["tls-versions"].value == "TLSv1.2 TLSv1.3"
    assert found.binds[0].protocols == ("h2",)


def test_streams():
    first, second = listeners(
        "server { listen 5432; proxy_pass 10.0.0.1:5432; }\n"
        "server { listen 53 udp; proxy_timeout 5s; proxy_pass 10.0.0.1:53; }",
        "stream",
    )
    assert (first.protocol, first.timeouts["tunnel"].value) == ("tcp", 600.0)
    assert (second.protocol, second.timeouts["tunnel"].value) == ("udp", 5.0)


def test_a_stream_server_without_listen_is_refused():
    gateway = gateway_of("stream { server { proxy_pass 10.0.0.1:1; } }")
    assert said(gateway, "syntax/rejected")


def test_what_one_line_says_of_a_socket_holds_for_all_its_servers():
    first, second, other = listeners(
        "server { listen 443 ssl http2; listen 80; }\n"
        "server { listen *:443 proxy_protocol; }\n"
        "server { listen 127.0.0.1:443; }"
    )
    for bind in (first.binds[0], second.binds[0]):
        assert (bind.tls, bind.protocols, bind.reads_proxy) == (True, ("h2",), True)
    for bind in (first.binds[1], other.binds[0]):
        assert (bind.tls, bind.protocols, bind.reads_proxy) == (False, (), False)
    assert "tls-versions" in second.settings


def test_sockets_of_stream_are_no_others():
    first, second = listeners(
        "server { listen 127.0.0.1:1 ssl; proxy_pass 10.0.0.1:1; }\n"
        "server { listen 127.0.0.1:2; proxy_pass 10.0.0.1:1; }",
        "stream",
    )
    assert (first.binds[0].tls, second.binds[0].tls) == (True, False)
