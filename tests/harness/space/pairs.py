"""A configuration and a changed one, as text, with what each does to a request."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.harness.space import (
    haproxy_eval,
    haproxy_mutate,
    haproxy_random,
    haproxy_text,
    haproxy_world,
    nginx_eval,
    nginx_mutate,
    nginx_random,
    nginx_text,
    nginx_world,
)
from tests.harness.space.drawing import Drawer, Group
from tests.harness.space.request import Outcome, Request

FOLDER = haproxy_text.FOLDER
FILE = {"haproxy": "haproxy.cfg", "nginx": "nginx.conf"}
World = haproxy_world.World | nginx_world.World


@dataclass(frozen=True)
class Side:
    """One configuration: its world, its text, and the files that the text names."""

    dialect: str
    world: World

    def texts(self) -> tuple[str, dict[str, str]]:
        """Return the main text, in which `@FOLDER@` stands for the files' folder, and the files."""
        if isinstance(self.world, nginx_world.World):
            return nginx_text.render(self.world)
        return haproxy_text.render(self.world)

    def outcome(self, request: Request) -> Outcome:
        """Return what this configuration does to a request."""
        if isinstance(self.world, nginx_world.World):
            return nginx_eval.evaluate(self.world, request)
        return haproxy_eval.evaluate(self.world, request)

    def hints(self) -> list[Group]:
        """Return the edges of each rule."""
        if isinstance(self.world, nginx_world.World):
            return nginx_world.hints(self.world)
        return haproxy_world.hints(self.world)

    def ports(self) -> list[int]:
        """Return the ports of the listeners."""
        if isinstance(self.world, nginx_world.World):
            return sorted({server.port for server in self.world.servers})
        return [frontend.port for frontend in self.world.frontends]

    def write(self, folder: Path) -> Path:
        """Write the files; return the path of the main one."""
        folder.mkdir(parents=True, exist_ok=True)
        text, files = self.texts()
        for name, content in files.items():
            (folder / name).write_text(content, encoding="utf-8")
        path = folder / FILE[self.dialect]
        path.write_text(text.replace(FOLDER, str(folder)), encoding="utf-8")
        return path


@dataclass(frozen=True)
class Pair:
    """Two configurations; `edits` say what was done to the first."""

    seed: int
    dialect: str
    old: Side
    new: Side
    edits: tuple[str, ...]

    @property
    def old_text(self) -> str:
        return self.old.texts()[0]

    @property
    def new_text(self) -> str:
        return self.new.texts()[0]

    @property
    def old_files(self) -> dict[str, str]:
        return self.old.texts()[1]

    @property
    def new_files(self) -> dict[str, str]:
        return self.new.texts()[1]

    @property
    def same(self) -> bool:
        """Whether every edit was of a kind that changes no outcome."""
        return all(edit.startswith("same: ") for edit in self.edits)

    def old_outcome(self, request: Request) -> Outcome:
        return self.old.outcome(request)

    def new_outcome(self, request: Request) -> Outcome:
        return self.new.outcome(request)

    def write(self, folder: Path) -> tuple[Path, Path]:
        """Write both below a folder; return the paths of the main files."""
        return self.old.write(folder / "old"), self.new.write(folder / "new")


def pairs(seed: int, dialect: str, count: int = 1) -> Iterator[Pair]:
    """Yield pairs, numbered from `seed`."""
    for number in range(seed, seed + count):
        rng = Random(f"{dialect} {number}")
        old, new, edits = (_haproxy if dialect == "haproxy" else _nginx)(rng)
        yield Pair(number, dialect, Side(dialect, old), Side(dialect, new), edits)


def _haproxy(rng: Random) -> tuple[World, World, tuple[str, ...]]:
    world = haproxy_random.Builder(rng).world()
    while not haproxy_text.fits(world):
        world = haproxy_random.Builder(rng).world()
    return (world, *haproxy_mutate.mutated(world, rng))


def _nginx(rng: Random) -> tuple[World, World, tuple[str, ...]]:
    world = nginx_random.Builder(rng).world()
    return (world, *nginx_mutate.mutated(world, rng))


def requests(pair: Pair, rng: Random, count: int, *, refused: bool = False) -> Iterator[Request]:
    """Yield requests at the edges of both configurations, most of all where they differ.

    `refused`: also such as NGINX answers with 400 before it looks at any rule: with hosts
    that cannot be, and paths that lead above the root.
    """
    old, new = pair.old.hints(), pair.new.hints()
    changed = [group for group in old if group not in new] + [g for g in new if g not in old]
    ports = sorted({*pair.old.ports()} & {*pair.new.ports()})
    drawer = Drawer(ports, [*old, *new], changed, rng, refused or pair.dialect == "haproxy")
    for _ in range(count):
        yield drawer.draw()
