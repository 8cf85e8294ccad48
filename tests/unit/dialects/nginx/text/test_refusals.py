"""Requests that NGINX answers with 400 before it has chosen a server block."""

from pathlib import Path

import pytest

from steelyard.app.loading import Reading, load_gateway
from steelyard.compare.reach import reach
from steelyard.forecast.routing.request import Request
from steelyard.forecast.routing.walk import walk
from steelyard.model.gateway import Gateway

CONFIGURATION = """events {}
http {
    upstream web { server 127.0.0.1:9001; }
    upstream dots { server 127.0.0.1:9002; }
    upstream up { server 127.0.0.1:9003; }
    server { listen 8001; server_name a.example; location / { proxy_pass http://web; } }
    server { listen 8001; server_name ~^a\\.\\.; location / { proxy_pass http://dots; } }
    server {
        listen 8001;
        server_name b.example;
        if ($request_uri ~ ^/\\.\\./) { set $way up; }
        if ($way = up) { rewrite ^ /up last; }
        location / { return 204; }
        location /up { internal; proxy_pass http://up; }
    }
}
"""

HOST = ("Host", "a.example")


@pytest.fixture
def gateway(tmp_path: Path) -> Gateway:
    path = tmp_path / "nginx.conf"
    path.write_text(CONFIGURATION)
    return load_gateway(str(path), Reading("nginx", version=(1, 22, 1)))


@pytest.mark.parametrize(
    ("lines", "version", "status"),
    [
        ((HOST,), "1.1", None),
        ((), "1.1", 400),
        ((), "1.0", None),
        ((("Host", ""),), "1.0", 400),
        ((HOST, HOST), "1.1", 400),
        ((HOST, ("Host", "b.example")), "1.0", 400),
    ],
)
def test_there_is_one_host_line(
    gateway: Gateway, lines: tuple[tuple[str, str], ...], version: str, status: int | None
) -> None:
    outcome = walk(gateway, Request("GET", "/", lines, port=8001, version=version))
    assert outcome.status == status


@pytest.mark.parametrize("target", ["*", "a", "/a\x01", "/../b", "http://a.example/.."])
def test_the_refusal_says_why_and_where(gateway: Gateway, target: str) -> None:
    outcome = walk(gateway, Request("GET", target, (HOST,), port=8001))
    assert (outcome.kind, outcome.status) == ("reject", 400)
    assert "above the root" in outcome.why
    assert outcome.steps[-1].place.line == 6


def test_no_request_is_found_for_what_is_refused(gateway: Gateway) -> None:
    reached = reach(gateway, ["web", "dots", "up"])
    assert set(reached.found) == {"web"}
    # Of paths that go up twice in a row nothing is proved: `up` stays open.
    assert "dots" in reached.never
