"""Shares of the real NGINX with servers that are down, and pools behind other protocols."""

import random
from collections import Counter
from pathlib import Path

import pytest

from steelyard.forecast.balancing.forecast import forecast_pool
from steelyard.forecast.health import Health
from steelyard.forecast.routing.request import Request
from tests.differential.test_nginx_whole import ask_one, read
from tests.harness.nginx_process import NginxProcess, with_frame
from tests.harness.process import free_ports
from tests.harness.whole import Walker

pytestmark = pytest.mark.differential

POOLS = 12
HEAD = "add_header x-up $upstream_addr always;\n"
HOST = (("Host", "h"),)


def pool(rng: random.Random, number: int, echoes: list[int], closed: list[int]) -> str:
    """Write a rotation with some servers on ports that nothing listens on."""
    lines = []
    for place, port in enumerate(rng.sample(echoes, 4) + closed[: rng.randint(1, 2)]):
        words = [f"server 127.0.0.1:{port} weight={rng.randint(1, 5)}"]
        words += ["backup"] * (place in (2, 3))
        words += ["max_fails=1 fail_timeout=1h"] * (port in closed)
        lines.append(" ".join(words) + ";")
    rng.shuffle(lines)
    if number % 4 == 0:  # every active server is dead: the backups take over
        lines = [line for line in lines if "backup" in line or "max_fails" in line]
    return f"upstream u{number} {{ {' '.join(lines)} }}\n"


def test_shares_are_exact_once_failures_were_seen(tmp_path: Path) -> None:
    rng = random.Random(5)
    asked, dead_a, dead_b, *echoes = free_ports(9)
    text = HEAD + "".join(pool(rng, n, echoes, [dead_a, dead_b]) for n in range(POOLS))
    text += "".join(f"server {{ listen 127.0.0.1:{p}; return 200 {p}; }}\n" for p in echoes)
    text += f"server {{ listen 127.0.0.1:{asked};\n"
    text += "".join(f"location /{n}/ {{ proxy_pass http://u{n}; }}\n" for n in range(POOLS)) + "}"
    with NginxProcess(with_frame(text, tmp_path), tmp_path):
        gateway = read(tmp_path)
        for number in range(POOLS):
            servers = gateway.pools[f"u{number}"].servers
            gone = {server.name for server in servers if server.port in (dead_a, dead_b)}
            down = Health(frozenset((f"u{number}", name) for name in gone))
            promise = forecast_pool(gateway.pools[f"u{number}"], down)
            period = sum(s.applied_weight for s in servers if promise.share_of(s.name))
            for _ in range(60):
                ask_one(asked, "GET", f"/{number}/", HOST)
            counts = Counter(
                ask_one(asked, "GET", f"/{number}/", HOST).header("x-up") for _ in range(3 * period)
            )
            shares = {s.name: promise.share_of(s.name) or 0.0 for s in servers}
            expected = {name: round(3 * period * share) for name, share in shares.items() if share}
            assert counts == expected, (text.splitlines()[number + 1], down)


def test_pools_of_other_protocols(tmp_path: Path) -> None:
    """The chosen server is told even when it does not speak the protocol."""
    asked, *echoes = free_ports(5)
    weighted = "server 127.0.0.1:{} weight={} max_fails=0;"
    servers = " ".join(weighted.format(port, n + 1) for n, port in enumerate(echoes))
    text = HEAD + f"upstream turns {{ {servers} }}\n"
    text += f"upstream keyed {{ hash $arg_k; {servers} }}\n"
    text += f"upstream ring {{ hash $request_uri consistent; {servers} }}\n"
    text += "".join(f"server {{ listen 127.0.0.1:{p}; return 200 {p}; }}\n" for p in echoes)
    text += f"server {{ listen 127.0.0.1:{asked};\n"
    targets = {"fastcgi": "keyed", "uwsgi": "keyed", "scgi": "ring", "memcached": "ring"}
    for name, to in targets.items():
        extra = "set $memcached_key k; " if name == "memcached" else ""
        text += f"location /{name} {{ {extra}{name}_pass {to}; }}\n"
    text += "location /grpc { grpc_pass grpc://keyed; }\n}"
    with NginxProcess(with_frame(text, tmp_path), tmp_path):
        walker = Walker(read(tmp_path))
        for number in range(60):
            target = f"/{[*targets, 'grpc'][number % 5]}?k={number}"
            answer = ask_one(asked, "GET", target, HOST)
            said = walker.outcome(Request("GET", target, HOST, "127.0.0.1", port=asked))
            real = (answer.header("x-up") or "").split(", ")[0]
            assert said.server == real, (target, said, answer.status)
