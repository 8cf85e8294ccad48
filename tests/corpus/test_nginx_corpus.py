"""Every NGINX configuration of the corpus is read and re-printed exactly."""

import tomllib
from pathlib import Path

import pytest

from steelyard.core.source import SourceTree
from steelyard.dialects.contract import ReadOptions
from steelyard.dialects.nginx import dialect
from steelyard.model.gateway import Gateway

CORPUS = Path(__file__).resolve().parents[2] / "corpus" / "nginx"
CONFIGS = sorted(CORPUS.glob("*/*.conf"))
CASES = sorted(CORPUS.glob("*/case.toml"))

READER_RULES = {
    "syntax/rejected",
    "syntax/last-wins",
    "limits/ring-too-large",
    "syntax/missing-file",
    "discovery/include-empty",
}
"""Rules that report only what the reader said."""

UNRESOLVED = {"e3-frozen-name", "t-unknown-host-literal", "t-upstream-typo"}
"""Refused by NGINX because a name does not resolve, which no text can tell."""


def read(path: Path) -> Gateway:
    return dialect.read(SourceTree(str(path)), ReadOptions(version=(1, 22, 1)))


def parts(case: Path) -> dict[str, Path]:
    """Return the configurations of a case by name: files, or folders with a main file."""
    files = {path.stem: path for path in case.parent.glob("*.conf")}
    return files | {path.parent.name: path.parent for path in case.parent.glob("*/nginx.conf")}


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("path", CONFIGS, ids=named)
def test_it_is_recognised_and_reprinted(path: Path):
    text = path.read_text("utf-8")
    assert dialect.recognise(str(path), text) >= 80
    assert dialect.reprint(text) == text


@pytest.mark.parametrize("path", CONFIGS, ids=named)
def test_it_gives_a_whole_gateway(path: Path):
    gateway = read(path)
    assert gateway.complete
    assert gateway.listeners
    assert all(listener.entry in gateway.chains for listener in gateway.listeners)
    assert len({listener.name for listener in gateway.listeners}) == len(gateway.listeners)
    for name, pool in gateway.pools.items():
        assert pool.name == name
        assert pool.retry is not None
        assert len({server.name for server in pool.servers}) == len(pool.servers)
    assert [text for text in gateway.opaque if text.scope] == []


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.parent.name)
def test_what_nginx_refuses_is_reported(path: Path):
    case = tomllib.loads(path.read_text("utf-8"))
    for name, config in parts(path).items():
        refused = name == "bad" and not case.get("accepted", True)
        said = [item for item in read(config).notices if item.rule == "syntax/rejected"]
        if path.parent.name not in UNRESOLVED:
            assert bool(said) == refused, said


def noticed(path: Path) -> set[str]:
    """Return the rules of the reader that a case expects."""
    if path.parent.name in UNRESOLVED:
        return set()
    return READER_RULES.intersection(tomllib.loads(path.read_text("utf-8")).get("expect", ()))


@pytest.mark.parametrize("path", list(filter(noticed, CASES)), ids=lambda path: path.parent.name)
def test_the_fault_is_noticed_at_its_place(path: Path):
    wanted = noticed(path)
    found = [item for item in read(parts(path)["bad"]).notices if item.rule in wanted]
    assert found
    for notice in found:
        assert notice.place.line > 0
        assert notice.message.endswith((".", "}"))
        assert notice.consequence
        assert notice.remedy
