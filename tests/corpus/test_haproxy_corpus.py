"""Every HAProxy case is read, re-prints byte for byte, and sound ones bring up nothing."""

import tomllib
from pathlib import Path

import pytest

from steelyard.core.source import SourceTree
from steelyard.dialects import registry
from steelyard.dialects.contract import ReadOptions
from steelyard.dialects.haproxy import dialect

FOLDERS = sorted(path.parent for path in Path("corpus/haproxy").glob("*/case.toml"))
FILES = sorted(Path("corpus/haproxy").glob("**/*.cfg"))


def starts(folder: Path) -> list[Path]:
    """What is read of a case: its files, or the directories that hold them."""
    return sorted(
        {path if path.parent == folder else path.parent for path in folder.rglob("*.cfg")}
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_reprints(path: Path):
    text = path.read_bytes().decode("utf-8", "surrogateescape")
    assert dialect.reprint(text) == text


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_reads(folder: Path):
    for path in starts(folder):
        tree = SourceTree(str(path))
        assert registry.recognise(tree) == "haproxy"
        gateway = dialect.read(tree, ReadOptions())
        assert gateway.listeners
        for pool in gateway.pools.values():
            ids = [server.id for server in pool.servers]
            assert len(set(ids)) == len(ids)


SOUND = [
    folder
    for folder in FOLDERS
    if tomllib.loads((folder / "case.toml").read_text("utf-8"))["kind"] == "sound"
]


@pytest.mark.parametrize("folder", SOUND, ids=lambda folder: folder.name)
def test_sound_ones_bring_up_nothing(folder: Path):
    for path in starts(folder):
        gateway = dialect.read(SourceTree(str(path)), ReadOptions())
        assert [(str(notice.place), notice.message) for notice in gateway.notices] == []
