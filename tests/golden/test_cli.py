"""Readable sessions: a command, its exact output, its exit code; one file each in `cli/`."""

from pathlib import Path

import pytest

from tests.harness.cli import steelyard
from tests.meta.sources import ROOT

SESSIONS = Path(__file__).parent / "cli"
SHOP = "examples/shop"
GOOD, CHANGE = f"{SHOP}/good", f"{SHOP}/change"
EXPECT = "tests/golden/expect.toml"
QUESTION = "GET https://shop.example/checkout"

COMMANDS = {
    "a-sound-configuration": [["check", GOOD]],
    "a-change-that-is-stopped": [["check", CHANGE, "--against", GOOD]],
    "a-change-for-a-pull-request": [
        ["check", CHANGE, "--against", GOOD, "--format", "markdown"],
        ["check", CHANGE, "--against", GOOD, "--format", "github"],
    ],
    "a-change-for-a-build-server": [["check", CHANGE, "--format", "junit"]],
    "only-what-needs-action": [["check", GOOD, CHANGE, "-q", "--fail-on", "warning"]],
    "what-a-change-does": [
        ["diff", GOOD, CHANGE],
        ["diff", GOOD, GOOD, "--exit-code"],
    ],
    "what-a-change-does-for-a-reviewer": [["diff", GOOD, CHANGE, "--format", "markdown"]],
    "what-each-server-gets": [["forecast", CHANGE], ["forecast", GOOD, "--pool", "search", "-q"]],
    "when-a-server-dies": [["forecast", GOOD, "--pool", "web", "--down", "web/web1", "-q"]],
    "the-way-of-a-request": [
        ["route", CHANGE, QUESTION],
        ["route", CHANGE, "GET http://shop.example/checkout"],
        ["route", GOOD, QUESTION, "-q", "--nth", "2"],
    ],
    "the-way-of-a-request-for-machines": [["route", GOOD, QUESTION, "--format", "json"]],
    "a-first-policy": [["init", f"{GOOD}/haproxy.cfg"]],
    "expectations-for-all-requests": [
        ["test", GOOD, "--policy", EXPECT],
        ["test", CHANGE, "--policy", EXPECT, "-q"],
    ],
    "expectations-for-a-pull-request": [
        ["test", CHANGE, "--policy", EXPECT, "--format", "markdown"],
        ["test", CHANGE, "--policy", EXPECT, "--format", "junit"],
    ],
    "questions-that-cannot-be-answered": [
        ["check", "nowhere.cfg"],
        ["check", f"{GOOD}/haproxy.cfg", "--dialect", "nginx"],
        ["diff", GOOD, "nowhere.cfg"],
        ["forecast", GOOD, "--pool", "wbe"],
        ["forecast", GOOD, "--down", "web/web9"],
        ["route", GOOD, "GET http://shop.example:8081/"],
        ["test", GOOD],
    ],
}


def quoted(word: str) -> str:
    return f"'{word}'" if " " in word else word


def session(commands: list[list[str]]) -> str:
    """Commands and what they say, as a terminal shows it."""
    text = []
    for words in commands:
        ran = steelyard(*words)
        text.append(f"$ steelyard {' '.join(map(quoted, words))}\n{ran.out}{ran.err}")
        text.append(f"[exit code {ran.code}]\n\n")
    return "".join(text).rstrip("\n").replace(str(ROOT), "/home/you/steelyard") + "\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_session(name, golden, monkeypatch):
    monkeypatch.chdir(ROOT)
    golden(SESSIONS / f"{name}.txt", session(COMMANDS[name]))


def test_every_session_has_its_commands():
    assert {path.stem for path in SESSIONS.glob("*.txt")} == set(COMMANDS)
