"""Puts NGINX configurations that stand in a test into a sandbox of made-up sockets."""

from itertools import count

from steelyard.core.source import SourceTree
from steelyard.dialects.contract import ReadOptions
from steelyard.dialects.nginx import dialect
from steelyard.dialects.nginx.live.sandbox import box
from steelyard.dialects.sandbox import Endpoint, Room, Sandbox
from tests.harness.nginx_read import source_of

CERTIFICATE = "/room/both.pem"


def room() -> Room:
    """A room that is nowhere: its sockets are 127.0.0.1:1001, 1002, ... as they are asked for."""
    ports = count(1001)
    return Room("/room", CERTIFICATE, lambda: Endpoint("127.0.0.1", next(ports)))


def boxed(text: str | SourceTree, where: Room | None = None) -> Sandbox:
    """The sandbox of a whole configuration."""
    tree = source_of(text) if isinstance(text, str) else text
    return box(tree, dialect.read(tree, ReadOptions()), where or room())


def lines(sandbox: Sandbox) -> list[str]:
    """What the sandbox says, line by line."""
    return [line.strip() for line in sandbox.files["nginx.conf"].splitlines()]


def http(body: str) -> Sandbox:
    """The sandbox of the body of an `http` block."""
    return boxed(f"events {{}}\nhttp {{\n{body}\n}}\n")


def server(body: str, around: str = "") -> Sandbox:
    """The sandbox of the body of a `server` block, which listens on port 80."""
    return http(f"{around}\nserver {{ listen 80; {body} }}")


def kinds(sandbox: Sandbox, kind: str) -> list[tuple[str, str]]:
    """The changes of one kind: old and new."""
    return [(item.old, item.new) for item in sandbox.rewrites if item.kind == kind]


def whys(sandbox: Sandbox) -> list[str]:
    """What stands in the way, and what is doubted."""
    return [item.why for item in (*sandbox.refused, *sandbox.doubts)]
