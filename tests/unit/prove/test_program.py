"""Programs are found where they usually are, and what is missing is told."""

from pathlib import Path

import pytest

from steelyard.prove import program
from steelyard.prove.errors import SandboxError
from steelyard.prove.program import ask, ask_version, find_program


def script(path: Path, text: str = "exit 0") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def nowhere(monkeypatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.setattr(program, "FOLDERS", (str(tmp_path / "sbin"),))
    monkeypatch.setattr(program, "OPTIONAL", (str(tmp_path / "opt/*/sbin"),))
    return tmp_path


def test_path_comes_first_then_the_sbin_folders_then_opt(nowhere: Path):
    third = script(nowhere / "opt" / "new" / "sbin" / "balancer")
    assert find_program("balancer") == str(third)
    second = script(nowhere / "sbin" / "balancer")
    assert find_program("balancer") == str(second)
    first = script(nowhere / "path" / "balancer")
    assert find_program("balancer") == str(first)


def test_a_missing_program_is_told_with_its_package(nowhere: Path):
    with pytest.raises(SandboxError, match="nginx is not installed here: apt-get install nginx"):
        find_program("nginx")


def test_what_it_prints_on_both_ways(tmp_path: Path):
    path = script(tmp_path / "x", "echo one; echo two >&2; exit 3")
    assert ask_version(str(path), ("-v",)) == "one\ntwo\n"
    assert ask(str(path), (), str(tmp_path)) == (False, "one\ntwo\n")


def test_one_that_cannot_be_run(tmp_path: Path):
    with pytest.raises(SandboxError, match="cannot be run: Permission denied"):
        ask_version(str(tmp_path), ())


def test_it_is_told_little_of_this_machine(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("SECRET", "1")
    path = script(tmp_path / "x", "env")
    assert "SECRET" not in ask_version(str(path), ())
