"""`steelyard prove`, many at a time, ended in every way: the answers are right, nothing is left."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.harness.binaries import require_haproxy, require_nginx
from tests.meta.sources import ROOT

pytestmark = pytest.mark.differential

SECONDS = 3.0
FILES = ("examples/shop/good", "corpus/nginx/canary-weight/nginx.conf")
ENDINGS = (None, signal.SIGINT, signal.SIGTERM, signal.SIGKILL)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for temporary files whose name is short enough for sockets in it."""
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="prove") as made:
        yield Path(made)


def started(path: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "steelyard", "prove", "-q", path],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        start_new_session=True,
    )


def left(folder: Path) -> list[str]:
    """Files and processes of the proofs that are there still."""
    found = [str(path) for path in folder.iterdir()]
    for name in filter(str.isdecimal, os.listdir("/proc")):
        try:
            where = os.readlink(f"/proc/{name}/cwd")
            command = Path(f"/proc/{name}/cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if str(folder) in where or str(folder) in command:
            found.append(f"process {name} {command}")
    return found


def nothing_is_left(folder: Path) -> None:
    end = time.monotonic() + SECONDS
    while found := left(folder):
        assert time.monotonic() < end, found
        time.sleep(0.02)


def run(count: int, folder: Path, endings: tuple[signal.Signals | None, ...]) -> None:
    """Start proofs side by side, end each in its turn's way, and look at what is left."""
    require_haproxy()
    require_nginx()
    chance = Random(11)
    running = [started(FILES[number % 2], folder) for number in range(count)]
    for number, child in enumerate(running):
        ending = endings[number % len(endings)]
        if ending is not None:
            time.sleep(chance.random() * 0.5)
            child.send_signal(ending)
    for number, child in enumerate(running):
        out, errors = child.communicate(timeout=100)
        if endings[number % len(endings)] is None:
            assert (child.returncode, "PROVEN" in out) == (0, True), out + errors
            assert "Traceback" not in errors
    nothing_is_left(folder)


def test_proofs_side_by_side(folder: Path) -> None:
    run(4, folder, (None, signal.SIGKILL))


def test_a_proof_that_is_interrupted_says_so(folder: Path) -> None:
    require_haproxy()
    child = started(FILES[0], folder)
    while not list(folder.iterdir()):
        assert child.poll() is None
        time.sleep(0.01)
    child.send_signal(signal.SIGINT)
    _, errors = child.communicate(timeout=20)
    assert (child.returncode, errors.strip()) == (2, "steelyard: stopped")
    nothing_is_left(folder)


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_twenty_at_a_time_ended_in_every_way(folder: Path) -> None:
    for _ in range(3):
        run(20, folder, ENDINGS)
        run(20, folder, (None,))
