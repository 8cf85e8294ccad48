"""However a sandbox ends, nothing of it is left: no process, no listener, no file."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from steelyard.prove.sockets import listening
from tests.harness.binaries import require_haproxy, require_nginx
from tests.meta.sources import ROOT

pytestmark = pytest.mark.differential

SECONDS = 2.0
BY_ITSELF = ["success", "exception", "haproxy", "nginx", "worker", "reaper"]
BY_SIGNAL = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL]


@dataclass
class Sandbox:
    """The script, running, and what it told of itself."""

    child: subprocess.Popen[str]
    parent: Path
    address: str = ""
    folder: str = ""
    pids: tuple[int, ...] = ()

    def told(self) -> None:
        """Wait until all of it stands."""
        assert self.child.stdout is not None
        line = self.child.stdout.readline()
        assert line, self.child.stderr and self.child.stderr.read()
        facts = json.loads(line)
        self.address, self.folder = facts.pop("address"), facts.pop("folder")
        self.pids = tuple(facts.values())


def start(parent: Path, ending: str) -> Sandbox:
    require_haproxy()
    require_nginx()
    parent.mkdir(exist_ok=True)
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.sandbox_script", str(parent), ending],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell's background job, as under CI, would have SIGINT ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        start_new_session=True,
    )
    return Sandbox(child, parent)


def leftovers(sandbox: Sandbox) -> list[str]:
    """What there is of it still."""
    found = [f"folder {path}" for path in sandbox.parent.iterdir()]
    found += [f"listener {one}" for one in listening() if one.address == sandbox.address]
    for name in filter(str.isdecimal, os.listdir("/proc")):
        try:
            where = os.readlink(f"/proc/{name}/cwd")
            command = Path(f"/proc/{name}/cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        mine = int(name) in sandbox.pids and "tests" not in command
        if mine or sandbox.folder in where or sandbox.folder in command:
            found.append(f"process {name} {command}")
    return found


def nothing_is_left(sandbox: Sandbox) -> None:
    end = time.monotonic() + SECONDS
    while left := leftovers(sandbox):
        assert time.monotonic() < end, left
        time.sleep(0.02)


def finished(sandbox: Sandbox, code: int | None) -> None:
    """The script ends with this code (None: any failure)."""
    _, errors = sandbox.child.communicate(timeout=20)
    assert sandbox.child.returncode == code or (code is None and sandbox.child.returncode), errors


@pytest.mark.parametrize("ending", BY_ITSELF)
def test_it_ends_by_itself(tmp_path: Path, ending: str):
    sandbox = start(tmp_path, ending)
    sandbox.told()
    finished(sandbox, None if ending == "exception" else 0)
    nothing_is_left(sandbox)


@pytest.mark.parametrize("number", BY_SIGNAL)
def test_it_is_ended_by_a_signal(tmp_path: Path, number: signal.Signals):
    sandbox = start(tmp_path, "wait")
    sandbox.told()
    assert len(leftovers(sandbox)) > 5
    sandbox.child.send_signal(number)
    finished(sandbox, None)
    nothing_is_left(sandbox)


@pytest.mark.slow
def test_it_is_killed_at_any_moment_of_its_start(tmp_path: Path):
    moments = [0.02 * i for i in range(5, 30)]
    for moment in moments:
        sandbox = start(tmp_path, "wait")
        sandbox.folder = str(tmp_path)
        time.sleep(moment)
        sandbox.child.kill()
        finished(sandbox, None)
        nothing_is_left(sandbox)


@pytest.mark.slow
def test_twenty_at_once_do_not_disturb_one_another(tmp_path: Path):
    endings = [*BY_ITSELF, "wait", "wait", "wait", "wait"] * 2
    sandboxes = [start(tmp_path / str(i), ending) for i, ending in enumerate(endings)]
    for sandbox in sandboxes:
        sandbox.told()
    assert len({sandbox.address for sandbox in sandboxes}) == 20
    for i, sandbox in enumerate(sandboxes):
        if endings[i] == "wait":
            sandbox.child.send_signal(BY_SIGNAL[i % 4])
    for i, sandbox in enumerate(sandboxes):
        finished(sandbox, None if endings[i] in ("wait", "exception") else 0)
    for sandbox in sandboxes:
        nothing_is_left(sandbox)
