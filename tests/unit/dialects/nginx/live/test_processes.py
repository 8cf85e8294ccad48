"""This machine's processes: what is no NGINX is told."""

import os
from pathlib import Path

import pytest

from steelyard.dialects.nginx.live.processes import master_of, on_this_machine
from steelyard.dialects.runtime import LiveError


def test_a_process_that_is_no_master_is_told():
    with pytest.raises(LiveError, match="is no NGINX master"):
        on_this_machine(os.getpid())


def test_a_process_that_is_not_there_is_told():
    with pytest.raises(LiveError, match="does not run"):
        on_this_machine(2**30)


def test_a_pid_file(tmp_path: Path):
    path = tmp_path / "pid"
    path.write_text(" 12\n")
    assert master_of(str(path)) == 12


@pytest.mark.parametrize("text", ["", "x", "-5", "9" * 40 + "x", "1 2"])
def test_a_broken_pid_file_is_told(tmp_path: Path, text: str):
    path = tmp_path / "pid"
    path.write_text(text)
    with pytest.raises(LiveError, match="holds no process number"):
        master_of(str(path))


def test_no_pid_file_is_told(tmp_path: Path):
    with pytest.raises(LiveError, match="No such file"):
        master_of(str(tmp_path / "pid"))
