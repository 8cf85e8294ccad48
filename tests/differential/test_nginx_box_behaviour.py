"""What runs in a sandbox answers as the original does."""

from pathlib import Path

import pytest

from steelyard.dialects.sandbox import Endpoint, Room, Sandbox
from tests.harness.binaries import require_nginx
from tests.harness.client import ask, get
from tests.harness.nginx_box import boxed
from tests.harness.nginx_process import NginxProcess, with_frame
from tests.harness.origin import Origins
from tests.harness.process import Process, free_ports
from tests.harness.tls import certificate, send

pytestmark = pytest.mark.differential


def room_in(folder: Path, pem: str = "/none") -> Room:
    return Room(str(folder), pem, lambda: Endpoint("127.0.0.1", free_ports(1)[0]))


def running(sandbox: Sandbox, room: Room) -> Process:
    assert sandbox.refused == []
    folder = Path(room.folder)
    for name, text in sandbox.files.items():
        (folder / name).write_text(text)
    ports = [endpoint.port for endpoint in room.listeners.values()]
    return Process([require_nginx().path, *sandbox.command], ports, folder)


def said(room: Room, socket: tuple[str, int], target: str, source: str, tls: bool = False) -> str:
    """Ask a socket of the original from an address; its status and body."""
    first = f"PROXY TCP4 {source} {socket[0] or '192.0.2.1'} 40000 {socket[1]}\r\n".encode()
    port = room.listeners[(*socket, "tcp")].port
    request = get(target, ("Connection", "close"))
    answer = send(port, request, tls=tls, first=first)
    return "closed" if answer is None else f"{answer.status} {answer.body.decode()}"


def test_clients_come_from_any_address_and_ports_are_the_originals(tmp_path: Path):
    room = room_in(tmp_path, str(certificate(tmp_path)))
    text = """
        events {} http {
            geo $net { default far; 203.0.113.0/24 near; }
            server {
                listen 80; listen 8080; listen 443 ssl; listen [::]:80;
                ssl_certificate /no/such.pem; ssl_certificate_key /no/such.key;
                ssl_ciphers ECDHE-RSA-AES128-GCM-SHA256; ssl_protocols TLSv1.2;
                location / { return 200 "$remote_addr $net $server_port $scheme"; }
                location /inside { allow 10.0.0.0/8; deny all; return 200 x; }
                location /in { if ($server_port = 8080) { return 403; } return 204; }
            }
        }
    """
    with running(boxed(text, room), room):
        assert said(room, ("", 80), "/", "203.0.113.9") == "200 203.0.113.9 near 80 http"
        assert said(room, ("", 443), "/", "10.1.1.1", tls=True) == "200 10.1.1.1 far 443 https"
        assert said(room, ("::", 80), "/", "10.1.1.1") == "200 10.1.1.1 far 80 http"
        assert said(room, ("", 8080), "/in", "10.1.1.1").startswith("403")
        assert said(room, ("", 80), "/in", "10.1.1.1").startswith("204")


def test_names_made_of_variables(tmp_path: Path):
    room = room_in(tmp_path)
    text = """
        events {} http {
            resolver 192.0.2.53;
            upstream app { server 192.0.2.1:80; }
            map $arg_to $to { default app; other 192.0.2.2:81; name shop.internal; }
            map $arg_to $url { default https://APP/x; other http://192.0.2.2:81/y; }
            server { listen 80; proxy_connect_timeout 2s;
                location / { proxy_pass http://$to; }
                location /url { proxy_pass $url; }
                location /open { proxy_pass http://$arg_host; }
                location /gone { proxy_pass http://$arg_gone:80; }
                location /php { fastcgi_pass unix:/run/php.sock; }
            }
        }
    """
    with Origins(["app", "other", "shop", "php"]) as origins:
        pools = {"app": "app", "192.0.2.2:81": "other", "shop.internal:80": "shop"}
        pools["unix:/run/php.sock"] = "php"
        for pool, name in pools.items():
            room.servers[pool, 0] = Endpoint("127.0.0.1", origins.port(name))
        with running(boxed(text, room), room):
            found = [
                said(room, ("", 80), target, "10.0.0.1").partition("<")[0]
                for target in ("/", "/?to=other", "/?to=name", "/url", "/url?to=other", "/php")
            ]
            assert found == [
                f"200 {name}" for name in ("app", "other", "shop", "app", "other", "php")
            ]
            for target in ("/open?host=192.0.2.9", "/open?host=x.example", "/gone?gone=192.0.2.9"):
                assert said(room, ("", 80), target, "10.0.0.1").startswith("502")
            assert said(room, ("", 80), "/open?host=App", "10.0.0.1") == "200 app"


def test_streams(tmp_path: Path):
    require_nginx(stream=True)
    room = room_in(tmp_path)
    text = """
        events {} stream {
            geo $pool { default b; 203.0.113.0/24 a; }
            upstream a { server 192.0.2.1:80; }
            upstream b { server db.internal:80; }
            server { listen 5000; proxy_pass $pool; proxy_ssl on; proxy_bind 192.0.2.77; }
        }
    """
    with Origins(["a", "b"]) as origins:
        for name in ("a", "b"):
            room.servers[name, 0] = Endpoint("127.0.0.1", origins.port(name))
        with running(boxed(text, room), room):
            assert said(room, ("", 5000), "/", "203.0.113.9") == "200 a"
            assert said(room, ("", 5000), "/", "10.0.0.1") == "200 b"


def test_each_key_stays_with_its_server(tmp_path: Path):
    names = ["a", "b", "c", "d"]
    requests = [get(f"/?k={number}") for number in range(400)]
    for folder in ("original", "boxed"):
        (tmp_path / folder).mkdir()
    with Origins(names) as real, Origins(names) as stand_ins:
        servers = "".join(f"server 127.0.0.1:{real.port(name)} weight=2; " for name in names)
        [port] = free_ports(1)
        text = with_frame(
            f"upstream u {{ hash $arg_k consistent; {servers} }} server {{ listen 127.0.0.1:{port};"
            " location / { proxy_pass http://u; } set_real_ip_from 192.0.2.1; }",
            tmp_path / "original",
        )
        with NginxProcess(text, tmp_path / "original"):
            expected = [answer.body for answer in ask(port, requests)]
        room = room_in(tmp_path / "boxed")
        for index, name in enumerate(names):
            room.servers["u", index] = Endpoint("127.0.0.1", stand_ins.port(name))
        sandbox = boxed(text, room)
        with running(sandbox, room):
            [endpoint] = room.listeners.values()
            found = [answer.body for answer in ask(endpoint.port, requests)]
    assert len(set(expected)) == 4
    assert found == expected
