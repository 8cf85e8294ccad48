"""Reads HAProxy text that stands in a test."""

from steelyard.core.source import SourceTree
from steelyard.dialects.contract import ReadOptions
from steelyard.dialects.haproxy import dialect
from steelyard.model.gateway import Gateway
from steelyard.model.pool import Pool

HEAD = "defaults\n mode http\n timeout connect 5s\n timeout client 30s\n timeout server 30s\n"


def read(text: str, version: tuple[int, ...] | None = None, **environment: str) -> Gateway:
    """The gateway of a whole text."""
    tree = SourceTree("t.cfg")
    tree.texts["t.cfg"] = text
    return dialect.read(tree, ReadOptions(version=version, environment=environment))


def pool(lines: str, head: str = HEAD, version: tuple[int, ...] | None = None) -> Pool:
    """The pool of a backend with these lines, separated by semicolons."""
    body = "".join(f" {line.strip()}\n" for line in lines.split(";"))
    return read(f"{head}backend b\n{body}", version).pools["b"]


def rules(gateway: Gateway) -> list[str]:
    """The rules of the notices, in order."""
    return [notice.rule for notice in gateway.notices]


def said(lines: str, head: str = HEAD, version: tuple[int, ...] | None = None) -> list[str]:
    """The rules that a backend with these lines brings up."""
    body = "".join(f" {line.strip()}\n" for line in lines.split(";"))
    return rules(read(f"{head}backend b\n{body}", version))
