"""Boxes configurations for tests, writes them, and says what kept its meaning."""

import itertools
from dataclasses import dataclass
from pathlib import Path

from steelyard.core.source import SourceTree
from steelyard.dialects.contract import ReadOptions
from steelyard.dialects.haproxy import dialect
from steelyard.dialects.haproxy.live.sandbox import box
from steelyard.dialects.sandbox import Endpoint, Room, Sandbox
from steelyard.model.gateway import Gateway
from tests.harness.process import free_ports
from tests.meta.sources import ROOT

CERTIFICATE = "/room/cert.pem"


@dataclass
class Boxed:
    """A configuration, the room it was boxed into, and what came out."""

    gateway: Gateway
    room: Room
    sandbox: Sandbox

    @property
    def told(self) -> list[tuple[str, str, str]]:
        """The rewrites as kind, old and new."""
        return [(one.kind, one.old, one.new) for one in self.sandbox.rewrites]

    @property
    def refused(self) -> list[str]:
        """The sentences of the refusals."""
        return [one.why for one in self.sandbox.refused]

    @property
    def doubts(self) -> list[str]:
        """The sentences of the doubts."""
        return [one.why for one in self.sandbox.doubts]

    def text(self, name: str = "t.cfg") -> str:
        """The text of a file in the sandbox."""
        return self.sandbox.files[name]


def counting_room(folder: str = "/room") -> Room:
    """A room whose sockets are 127.0.0.1:1, 127.0.0.1:2, ... in the order they are taken."""
    numbers = itertools.count(1)
    return Room(folder, CERTIFICATE, lambda: Endpoint("127.0.0.1", next(numbers)))


def real_room(folder: Path, certificate: Path) -> Room:
    """A room on sockets of this machine that nobody uses."""
    return Room(str(folder), str(certificate), lambda: Endpoint("127.0.0.1", free_ports(1)[0]))


def boxed(path: Path, room: Room, root: Path | None = None) -> Boxed:
    """Read a file or a directory, and box it."""
    tree = SourceTree(str(path), None if root is None else str(root))
    gateway = dialect.read(tree, ReadOptions())
    return Boxed(gateway, room, box(tree, gateway, room))


def boxed_text(text: str, **files: str) -> Boxed:
    """Box a text; ``files`` are others beside it, with ``_`` for the dot of their names."""
    tree = SourceTree("t.cfg")
    tree.texts["t.cfg"] = text
    for name, content in files.items():
        tree.texts["./" + name.replace("_", ".")] = content
    gateway = dialect.read(tree, ReadOptions())
    room = counting_room()
    return Boxed(gateway, room, box(tree, gateway, room))


def write(sandbox: Sandbox, folder: Path) -> None:
    """Put the files where they belong, byte for byte."""
    for name, text in sandbox.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogateescape"))


def everything() -> list[Path]:
    """Every configuration of the corpus and the examples: files, and directories of them."""
    files = [*ROOT.glob("corpus/haproxy/**/*.cfg"), *ROOT.glob("examples/**/*.cfg")]
    return sorted({path.parent if path.parent.suffix == ".d" else path for path in files})


def essence(gateway: Gateway) -> dict[str, object]:
    """What must be the same in the sandbox."""
    return {
        "chains": {name: len(chain.routes) for name, chain in gateway.chains.items()},
        "listeners": [(one.name, one.protocol, one.disabled) for one in gateway.listeners],
        "pools": {
            pool.name: (
                pool.balance.algorithm,
                pool.balance.written,
                str(pool.balance.options),
                pool.all_backups,
                len(pool.persistence),
                [
                    (
                        server.name,
                        server.id,
                        server.weight,
                        server.applied_weight,
                        server.admin,
                        server.backup,
                        server.cookie,
                        server.track,
                        sorted((name, one.value) for name, one in server.limits.items()),
                        server.slow_start,
                        None
                        if server.check is None
                        else (server.check.interval, server.check.rise, server.check.fall),
                    )
                    for server in pool.servers
                ],
            )
            for pool in gateway.pools.values()
        },
    }
