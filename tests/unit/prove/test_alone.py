"""The two scripts that run as processes of their own."""

import os
import subprocess
import sys
from pathlib import Path

from steelyard.prove.alone import launch, reap

ALONE = [sys.executable, "-I", "-S"]


def test_a_program_whose_parent_is_gone_is_not_started(tmp_path: Path):
    reading, writing = os.pipe()
    command = [*ALONE, launch.__file__, "1", str(writing), "/bin/touch", str(tmp_path / "x")]
    # This process is not number 1: to the script its parent has died.
    child = subprocess.Popen(command, pass_fds=[writing])
    os.close(writing)
    assert child.wait(10) == 0
    assert os.read(reading, 100) == f"group {child.pid}\n".encode()
    os.close(reading)
    assert not (tmp_path / "x").exists()


def test_a_folder_that_nobody_came_to_know_of_is_removed(tmp_path: Path):
    reading, writing = os.pipe()
    os.close(reading)
    command = [*ALONE, reap.__file__, str(tmp_path)]
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=writing)
    os.close(writing)
    assert child.wait(10) == 0
    assert list(tmp_path.iterdir()) == []


def test_lines_may_come_in_pieces_and_nonsense_is_passed_over(tmp_path: Path):
    child = subprocess.Popen(
        [*ALONE, reap.__file__, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    victim = subprocess.Popen(["sleep", "60"], start_new_session=True)
    assert child.stdin is not None
    for part in (b"gro", b"up 1\ngroup 0\njunk\ngroup x\ngroup ", str(victim.pid).encode(), b"\n"):
        child.stdin.write(part)
        child.stdin.flush()
    printed, _ = child.communicate(timeout=10)
    assert os.path.dirname(printed) == os.fsencode(tmp_path)
    assert victim.wait(10) < 0
    assert list(tmp_path.iterdir()) == []
