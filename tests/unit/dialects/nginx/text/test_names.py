"""The choice of a server block by host."""

from pathlib import Path

import pytest

from tests.harness.nginx_text import end, notices, read_http, read_text

SERVERS = """
server { listen 80; server_name first.example; return 200; }
server { listen 80; server_name exact.example; return 201; }
server { listen 80; server_name *.example; return 202; }
server { listen 80; server_name *.long.example; return 203; }
server { listen 80; server_name www.*; return 204; }
server { listen 80; server_name ~^(?<who>\\w+)\\.re$; return 302 /$who; }
server { listen 80 default_server; server_name .both.test; return 207; }
server { listen 8080; server_name other.example; return 208; }
"""


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("first.example", 200),
        ("EXACT.example.", 201),
        ("exact.example:80", 201),
        ("x.example", 202),
        ("x.long.example", 203),
        ("www.example", 202),
        ("www.org", 204),
        ("me.re", 302),
        ("both.test", 207),
        ("a.both.test", 207),
        ("nobody", 207),
        ("other.example", 202),
    ],
)
def test_precedence(tmp_path: Path, host: str, status: int) -> None:
    gateway = read_http(SERVERS, tmp_path)
    assert end(gateway, "GET http://h/", f"Host: {host}").status is not None
    assert end(gateway, "GET /", f"Host: {host}").status == status


def test_named_groups_become_variables(tmp_path: Path) -> None:
    assert end(read_http(SERVERS, tmp_path), "GET http://me.re/").location == "/me"


def test_each_port_has_servers_of_its_own(tmp_path: Path) -> None:
    text = """server { listen 80; listen 81; server_name a.example; return 200; }
    server { listen 81; server_name b.example; return 201; }
    server { listen 80; server_name b.example; return 202; }"""
    gateway = read_http(text, tmp_path)
    assert end(gateway, "GET http://b.example:81/").status == 201
    assert end(gateway, "GET http://b.example:80/").status == 202


def test_the_first_owner_keeps_a_name(tmp_path: Path) -> None:
    text = """server { listen 80; server_name a.example; return 200; }
    server { listen 80; server_name b.example a.example; return 201; }"""
    gateway = read_http(text, tmp_path)
    assert end(gateway, "GET http://a.example/").status == 200
    (found,) = notices(gateway, "routing/duplicate-server-name")
    assert found.place.line == 6


@pytest.mark.parametrize(
    ("first", "said"),
    [("server_name a.example;", True), ("server_name _;", False), ("", False)],
)
def test_unknown_hosts(tmp_path: Path, first: str, said: bool) -> None:
    text = f"""server {{ listen 80; {first} return 200; }}
    server {{ listen 80; server_name b.example; return 201; }}"""
    assert bool(notices(read_http(text, tmp_path), "routing/unknown-host")) == said


def test_ten_thousand_names_are_one_table(tmp_path: Path) -> None:
    names = " ".join(f"h{number}.example" for number in range(10_000))
    text = f"server {{ listen 80; server_name {names}; return 200; }}"
    text += "server { listen 80 default_server; return 444; }"
    gateway = read_http(text, tmp_path)
    assert end(gateway, "GET http://h9999.example/").status == 200
    assert len(gateway.routes()) < 20


def test_stream_chooses_by_server_name(tmp_path: Path) -> None:
    text = """events {}
    stream {
        map $ssl_preread_server_name $up { a.example one; default two; }
        upstream one { server 127.0.0.1:1; }
        upstream two { server 127.0.0.1:2; }
        server { listen 443; ssl_preread on; proxy_pass $up; }
        server { listen 444; proxy_pass one; }
    }"""
    gateway = read_text(text, tmp_path)
    assert end(gateway, "GET tls://a.example:443/").pool == "one"
    assert end(gateway, "GET tls://b.example:443/").pool == "two"
    assert end(gateway, "GET tls://b.example:444/").pool == "one"
