"""Reads NGINX configurations that stand in a test, without any file."""

from steelyard.core.source import SourceTree
from steelyard.dialects.contract import ReadOptions
from steelyard.dialects.nginx import dialect
from steelyard.model.gateway import Gateway
from steelyard.model.pool import Pool

NAME = "nginx.conf"


def source_of(text: str, name: str = NAME) -> SourceTree:
    """A tree of one file that exists only here."""
    tree = SourceTree(name)
    tree.texts[name] = text
    return tree


def gateway_of(text: str, version: tuple[int, ...] | None = None) -> Gateway:
    """The gateway of a whole configuration."""
    return dialect.read(source_of(text), ReadOptions(version=version))


def pool_of(body: str, around: str = "", version: tuple[int, ...] | None = None) -> Pool:
    """The pool of one upstream block `u` that one location uses."""
    return gateway_of(upstream(body, around), version).pools["u"]


def upstream(body: str, around: str = "") -> str:
    """A configuration with an upstream block `u` that one location uses."""
    server = "server { listen 80; location / { proxy_pass http://u; } }"
    return f"{around}\nhttp {{\nupstream u {{\n{body}\n}}\n{server}\n}}\n"


def said(gateway: Gateway, rule: str) -> list[str]:
    """What the reader noticed under a rule."""
    return [notice.message for notice in gateway.notices if notice.rule == rule]
