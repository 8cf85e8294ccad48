"""Random paths and hosts: what the walk refuses with 400 is what the real NGINX refuses."""

from pathlib import Path
from random import Random

import pytest

from steelyard.core.source import SourceTree
from steelyard.dialects.contract import ReadOptions
from steelyard.dialects.registry import load
from steelyard.forecast.routing.request import Request
from steelyard.forecast.routing.walk import walk
from tests.harness.client import ask
from tests.harness.nginx_process import NginxProcess, with_frame
from tests.harness.process import free_ports

PATH = ["/", "/", "..", ".", "a", "%2e", "%2F", "%25", "%23", "%3f", "%00", "%4", "#", "?", "\x80"]
HOST = ["a", "B", ".", "..", ":", "80", "/", "[", "]", "::1", " ", "\t", "_", "%41", "\x80", "\x7f"]

pytestmark = pytest.mark.differential


def drawn(random: Random) -> tuple[str, str]:
    """Return a target and the value of a `Host` line."""
    target, host = "/", "a"
    if random.random() < 0.5:
        target = "/" + "".join(random.choices(PATH, k=random.randrange(7)))
    else:
        host = "".join(random.choices(HOST, k=random.randrange(5))).strip(" \t")
    return target, host


@pytest.mark.timeout(60)
def test_what_is_refused_is_what_the_real_binary_refuses(tmp_path: Path) -> None:
    [port] = free_ports(1)
    http = f"server {{ listen 127.0.0.1:{port}; server_name a; location / {{ return 204; }} }}"
    random = Random("refusals")
    requests = [drawn(random) for _ in range(3000)]
    with NginxProcess(with_frame(http, tmp_path), tmp_path):
        path = str(tmp_path / "nginx.conf")
        gateway = load("nginx").read(SourceTree(path), ReadOptions(version=(1, 22, 1)))
        raw = [
            f"GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode("latin-1")
            for target, host in requests
        ]
        real = [answer.status for answer in ask(port, raw, keep_alive=False)]
    mine = [
        walk(gateway, Request("GET", target, (("Host", host),), port=port)).status
        for target, host in requests
    ]
    wrong = [one for one in zip(requests, real, mine, strict=True) if one[1] != one[2]]
    assert wrong == []
    assert min(real.count(400), real.count(204)) > 500
