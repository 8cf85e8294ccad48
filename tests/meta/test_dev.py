"""The one door to development does what it says."""

import importlib.util
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from types import ModuleType

import pytest

from tests.harness import binaries
from tests.meta.sources import ROOT


@pytest.fixture(scope="module")
def dev() -> ModuleType:
    loader = SourceFileLoader("dev_command", str(ROOT / "dev"))
    spec = importlib.util.spec_from_loader("dev_command", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_without_arguments_it_lists_every_command(dev, capsys):
    assert dev.main([]) == 0
    listed = [line.split()[1] for line in capsys.readouterr().out.splitlines()]
    assert listed == list(dev.COMMANDS)


def test_an_unknown_command_is_bad_usage(dev, capsys):
    assert dev.main(["chekc"]) == 2
    assert "./dev check" in capsys.readouterr().out


def test_an_older_python_is_told_so(dev, monkeypatch):
    monkeypatch.setattr(dev, "OLDEST", (99, 0))
    with pytest.raises(dev.Stop, match=r"needs Python 99\.0 or newer"):
        dev.main(["setup"])


def test_a_python_without_venv_is_told_what_to_install(dev, monkeypatch, tmp_path):
    monkeypatch.setattr(dev, "BIN", tmp_path / "bin")
    monkeypatch.setattr(dev, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(dev.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(dev.Stop, match="apt-get install python3-venv"):
        dev.setup()


def test_setup_that_matches_runs_nothing(dev, monkeypatch, tmp_path):
    (tmp_path / "stamp").write_text(dev.fingerprint())
    monkeypatch.setattr(dev, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(dev, "BIN", tmp_path)
    (tmp_path / "python").touch()
    monkeypatch.setattr(dev, "run", lambda *command, **_: pytest.fail(f"ran {command}"))
    assert dev.setup() == 0


def test_the_demo_accepts_only_the_expected_exit_codes(dev, monkeypatch):
    monkeypatch.setattr(dev, "setup", lambda: 0)
    codes = {tuple(step): expected for _, step, expected in dev.DEMO}
    monkeypatch.setattr(dev, "tool", lambda name, *step: codes[step])
    assert dev.demo([]) == 0
    monkeypatch.setattr(dev, "tool", lambda name, *step: 0)
    with pytest.raises(dev.Stop, match="ended with 0, not 1"):
        dev.demo([])


def test_an_unknown_check_is_named(dev):
    with pytest.raises(dev.Stop, match="no check named speling"):
        dev.check(["speling"])


def test_it_needs_nothing_but_the_standard_library():
    done = subprocess.run([sys.executable, "-I", "-S", ROOT / "dev"], check=False)
    assert done.returncode == 0


@pytest.fixture
def commands_run(dev, monkeypatch) -> list[tuple[str, ...]]:
    """Record what would be run, on a machine that lacks nginx and has apt-get."""
    ran: list[tuple[str, ...]] = []

    def record(*command: str, **_: object) -> subprocess.CompletedProcess[str]:
        ran.append(command)
        return subprocess.CompletedProcess(command, 0, "")

    monkeypatch.setattr(dev, "run", record)
    monkeypatch.setattr(dev.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(binaries, "missing_packages", lambda: ["nginx"])
    return ran


def test_root_installs_the_missing_binaries(dev, monkeypatch, commands_run, capsys):
    monkeypatch.setattr(dev.os, "geteuid", lambda: 0)
    dev.real_binaries()
    assert [command[:2] for command in commands_run] == [
        ("apt-get", "update"),
        ("apt-get", "install"),
    ]
    assert commands_run[-1][-1] == "nginx"
    assert capsys.readouterr().out == "Installing nginx ...\n"


def test_others_are_told_the_command_and_go_on(dev, monkeypatch, commands_run, capsys):
    monkeypatch.setattr(dev.os, "geteuid", lambda: 1000)
    dev.real_binaries()
    assert commands_run == []
    assert capsys.readouterr().out.endswith("sudo apt-get install nginx\n")
