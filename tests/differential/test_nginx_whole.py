"""From the text to the very server: the reader and the walk against the real NGINX."""

import socket
from pathlib import Path

import pytest

from steelyard.core.source import SourceTree
from steelyard.dialects.contract import ReadOptions
from steelyard.dialects.registry import load
from steelyard.forecast.balancing.forecast import forecast_pool
from steelyard.forecast.health import Health
from steelyard.forecast.routing.request import Request
from steelyard.model.gateway import Gateway
from tests.harness.binaries import require_nginx
from tests.harness.client import Answer, read_answers
from tests.harness.nginx_process import NginxProcess, with_frame
from tests.harness.nginx_whole_random import Headers, Writer
from tests.harness.process import free_ports
from tests.harness.whole import Said, Tally, Walker

SOCKETS = 16
POOLS = 30
REQUESTS = 1000

pytestmark = pytest.mark.differential


def read(folder: Path) -> Gateway:
    """Read what the binary was given."""
    options = ReadOptions(version=require_nginx().version)
    return load("nginx").read(SourceTree(str(folder / "nginx.conf")), options)


def ask_one(port: int, method: str, target: str, headers: Headers) -> Answer:
    """Send one request on a connection of its own."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    length = "Content-Length: 0\r\n" if method in ("POST", "PUT") else ""
    text = f"{method} {target} HTTP/1.1\r\n{lines}{length}Connection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.sendall(text.encode("latin-1"))
        if method == "HEAD":
            head = b""
            while b"\r\n\r\n" not in head and (part := connection.recv(65536)):
                head += part
            return Answer(head, b"")
        return next(read_answers(connection))


def observed(answer: Answer) -> Said:
    """Say what NGINX did."""
    location = answer.header("location")
    if location is not None:
        return Said(f"redirect {answer.status}", location)
    pool, attempts = answer.header("x-pool"), answer.header("x-up")
    if answer.status == 200 and pool and attempts:
        return Said("pool", f"{pool}/{attempts.split(', ')[-1]}")
    return Said("status", str(answer.status))


def run(seed: int, folder: Path, tally: Tally) -> None:
    """Run one world."""
    folder.mkdir()
    ports = free_ports(SOCKETS + 10 + 8 + 1)
    sockets, echoes, closed = ports[:SOCKETS], ports[SOCKETS : SOCKETS + 10], ports[SOCKETS + 10]
    writer = Writer(seed, echoes, closed)
    world = writer.world(sockets, POOLS)
    every = ports[-1]  # leads to any pool by name
    text = world.text + (
        f"server {{ listen 127.0.0.1:{every}; "
        "location ~ ^/(?<asked>u[0-9]+)/ { proxy_pass http://$asked; } }\n"
    )
    (folder / "none").write_text("user:{PLAIN}word\n")
    with NginxProcess(with_frame(text, folder), folder):
        gateway = read(folder)
        dead = Health(frozenset(world.dead))
        sick = {name for name, _ in world.dead}
        for name in sorted(sick):
            for number in range(40):
                headers = (("Host", "h"), ("Cookie", f"c=w{number}"), ("x-key", str(number)))
                ask_one(every, "GET", f"/{name}/{number}?p={number}", headers)
        walker = Walker(gateway, dead)
        for _ in range(REQUESTS):
            port, method, target, headers = writer.request(sockets)
            real = observed(ask_one(port, method, target, headers))
            request = Request(method, target, headers, "127.0.0.1", port=port)
            said = walker.says(request)
            if said and said.kind == "pool" and said.detail.partition("/")[0] in sick:
                keyed = walker.last is not None and walker.last.first is None
                said = loosened(said, gateway, dead, keyed=keyed)
            about = f"seed {seed} :{port} {method} {target} {headers}"
            tally.add(said, real, about)
            tally.counts["sick"] += said is not None and bool(said.among)


def loosened(said: Said, gateway: Gateway, dead: Health, *, keyed: bool) -> Said:
    """Forget the turn: in a pool that was warmed up it is not known where it stands."""
    pool = gateway.pools[said.detail.partition("/")[0]]
    if keyed:
        return said
    promise = forecast_pool(pool, dead)
    names = tuple(entry.server.name for entry in promise.servers if entry.share)
    return Said("pool", f"{pool.name}/", names)


def test_the_very_server(tmp_path: Path) -> None:
    tally = Tally()
    for seed in range(4):
        run(seed, tmp_path / str(seed), tally)
    tally.check()


def test_a_moved_path_leaves_keys_alone(tmp_path: Path) -> None:
    """With `proxy_pass http://pool/path` the keys are still those of the client's request."""
    asked, *echoes = free_ports(6)
    servers = "".join(f"server 127.0.0.1:{port}; " for port in echoes)
    text = "add_header x-pool $proxy_host always; add_header x-up $upstream_addr always;\n"
    for name, key in (("ru", "$request_uri"), ("u", "$uri"), ("ua", "$uri$is_args$args")):
        text += f"upstream {name} {{ hash {key}; {servers} }}\n"
    for port in echoes:
        text += f"server {{ listen 127.0.0.1:{port}; return 200 $server_port; }}\n"
    text += f"server {{ listen 127.0.0.1:{asked};\n"
    text += "".join(
        f"location /{n}/ {{ proxy_pass http://{n}/moved/; }}\n" for n in ("ru", "u", "ua")
    )
    tally = Tally()
    with NginxProcess(with_frame(text + "}\n", tmp_path), tmp_path):
        walker = Walker(read(tmp_path))
        for number in range(60):
            target = f"/{('ru', 'u', 'ua')[number % 3]}/{number}%41/?q={number}"
            real = observed(ask_one(asked, "GET", target, (("Host", "h"),)))
            request = Request("GET", target, (("Host", "h"),), "127.0.0.1", port=asked)
            tally.add(walker.says(request), real, target)
    tally.check()


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_the_very_server_at_length(tmp_path: Path) -> None:
    tally = Tally()
    for seed in range(100, 140):
        run(seed, tmp_path / str(seed), tally)
    tally.check()
