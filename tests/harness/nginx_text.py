"""NGINX configurations given as text, read without touching a file system.

gateway = read_http("server { listen 80; ... }")
end(gateway, "GET http://a.example/x").pool
"""

from pathlib import Path

from steelyard.core.source import SourceTree
from steelyard.dialects.contract import ReadOptions
from steelyard.dialects.registry import load
from steelyard.forecast.routing.outcome import Outcome
from steelyard.forecast.routing.request import parse_request
from steelyard.forecast.routing.walk import walk
from steelyard.model.gateway import Gateway
from steelyard.model.notice import Notice

POOLS = "upstream web { server 127.0.0.1:9001; }\nupstream api { server 127.0.0.1:9002; }\n"


def read_text(text: str, folder: Path) -> Gateway:
    """Read a whole configuration."""
    path = folder / "nginx.conf"
    path.write_text(text)
    return load("nginx").read(SourceTree(str(path)), ReadOptions(version=(1, 22, 1)))


def read_http(text: str, folder: Path) -> Gateway:
    """Read the text of an `http` block; the pools `web` and `api` are there."""
    return read_text(f"events {{}}\nhttp {{\n{POOLS}{text}\n}}\n", folder)


def end(gateway: Gateway, question: str, *headers: str, source: str = "192.0.2.1") -> Outcome:
    """Walk one request."""
    return walk(gateway, parse_request(question, headers, source))


def notices(gateway: Gateway, rule: str) -> list[Notice]:
    """The notices of one rule."""
    return [notice for notice in gateway.notices if notice.rule == rule]
