"""The whole of it: files, commands, and what a folder allows."""

from pathlib import Path

import pytest

from steelyard.core.source import SourceTree
from steelyard.dialects.contract import ReadOptions
from steelyard.dialects.haproxy import dialect
from steelyard.dialects.haproxy.live.sandbox import PROGRAM, VERSION, box, version
from steelyard.dialects.registry import runnable
from tests.harness.haproxy_box import boxed, boxed_text, counting_room


def test_the_registry_finds_it():
    found = runnable("haproxy")
    assert found is not None
    assert (found.PROGRAM, found.VERSION) == (PROGRAM, VERSION) == ("haproxy", ("-v",))


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        ("HAProxy version 2.6.12-1+deb12u4 2026/10/17 - https://haproxy.org/\n", (2, 6, 12)),
        ("HA-Proxy version 2.2.9-2 2021\n", (2, 2, 9)),
        ("HAProxy version 3.0-dev1\n", (3, 0)),
        ("nginx version: nginx/1.22.1\n", ()),
        ("", ()),
    ],
)
def test_version(printed: str, found: tuple[int, ...]):
    assert version(printed) == found


def test_it_runs_in_the_foreground_and_can_be_asked():
    sandbox = boxed_text("backend b\n").sandbox
    assert sandbox.command == ("-db", "-f", "sandbox.cfg", "-f", "t.cfg")
    assert sandbox.check == ("-c", "-f", "sandbox.cfg", "-f", "t.cfg")


def test_a_directory_stays_in_order(tmp_path: Path):
    for name in ("b.cfg", "a.cfg", "sandbox.cfg", ".hidden.cfg", "readme"):
        (tmp_path / name).write_text("backend " + name.strip(".").replace(".", "-") + "\n")
    sandbox = boxed(tmp_path, counting_room()).sandbox
    assert sandbox.command[1:] == (
        "-f", "sandbox-2.cfg", "-f", "a.cfg", "-f", "b.cfg", "-f", "sandbox.cfg",
    )  # fmt: skip
    assert sandbox.files["a.cfg"] == "backend a-cfg\n"


def test_the_same_is_boxed_in_the_same_way():
    text = "frontend f\n bind :80\n default_backend b\nbackend b\n server s 10.0.0.1:80\n"
    assert boxed_text(text).sandbox == boxed_text(text).sandbox


def test_a_folder_too_deep_for_a_socket_is_refused():
    tree = SourceTree("t.cfg")
    tree.texts["t.cfg"] = "backend b\n"
    gateway = dialect.read(tree, ReadOptions())
    sandbox = box(tree, gateway, counting_room("/" + "x" * 100))
    assert "too long" in sandbox.refused[0].why


def test_what_only_variables_make_readable_is_refused():
    tree = SourceTree("t.cfg")
    tree.texts["t.cfg"] = ".if defined(X)\nbackend b\n.endif\n"
    gateway = dialect.read(tree, ReadOptions(environment={"X": "1"}))
    assert "without variables" in box(tree, gateway, counting_room()).refused[0].why
