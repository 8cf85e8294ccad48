"""Programs in a sandbox, played by small shell scripts."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from steelyard.dialects.sandbox import Endpoint, Sandbox
from steelyard.prove import process
from steelyard.prove.alone.reap import living
from steelyard.prove.errors import SandboxError
from steelyard.prove.process import Program, lay_out
from steelyard.prove.reaper import Reaper

NOBODY = Endpoint("127.255.255.1", 1)


def program(reaper: Reaper, text: str, listeners: tuple[Endpoint, ...] = ()) -> Program:
    sandbox = Sandbox(files={"conf/run.sh": text}, command=("conf/run.sh",))
    return Program("/bin/sh", sandbox, reaper, listeners)


@pytest.fixture
def reaper(tmp_path: Path):
    with Reaper(str(tmp_path)) as one:
        yield one


def test_it_runs_in_its_folder_in_a_group_of_its_own_and_is_stopped_with_its_children(
    reaper: Reaper,
):
    async def run() -> None:
        async with program(reaper, "pwd\nsleep 60 &\nsleep 60") as running:
            group = running.pid
            assert running.alive()
            assert os.getpgid(group) == group
            while "/steelyard-" not in running.output():
                await asyncio.sleep(0.01)
            assert living({group}) == {group}
        assert not running.alive()
        assert living({group}) == set()
        running.stop()

    asyncio.run(run())


def test_one_that_ends_at_once_is_told_with_its_last_lines_and_no_secret(reaper: Reaper):
    text = "echo first; for i in 1 2 3 4; do echo line $i; done; echo 'auth bob:hunter2'; exit 1"

    async def run() -> None:
        with pytest.raises(SandboxError) as caught:
            await program(reaper, text, (NOBODY,)).start()
        assert str(caught.value) == (
            "sh ended during its start: line 1 | line 2 | line 3 | line 4 | auth bob:***"
        )

    asyncio.run(run())


def test_one_that_never_listens_is_stopped(reaper: Reaper, monkeypatch):
    monkeypatch.setattr(process, "START_SECONDS", 0.1)

    async def run() -> None:
        running = program(reaper, "sleep 60", (NOBODY,))
        with pytest.raises(SandboxError, match=r"took more than 0.1 s for its start: it printed"):
            await running.start()
        assert not running.alive()

    asyncio.run(run())


def test_a_program_that_is_not_there(reaper: Reaper):
    async def run() -> None:
        missing = Program("/no/such/program", Sandbox(), reaper, (NOBODY,))
        with pytest.raises(SandboxError, match="No such file"):
            await missing.start()

    asyncio.run(run())


def test_a_dead_one_keeps_its_number_until_it_is_stopped(reaper: Reaper):
    async def run() -> None:
        async with program(reaper, "sleep 60") as running:
            os.kill(running.pid, signal.SIGKILL)
            while running.alive():
                await asyncio.sleep(0.005)
            os.kill(running.pid, 0)

    asyncio.run(run())


def test_signals_are_as_a_program_expects_them(reaper: Reaper):
    async def run() -> None:
        async with program(reaper, "grep SigIgn /proc/self/status; sleep 60") as running:
            while "SigIgn" not in running.output():
                await asyncio.sleep(0.01)
            assert int(running.output().split()[1], 16) == 0

    asyncio.run(run())


def test_files_stay_below_the_folder_and_are_for_this_user_only(tmp_path: Path):
    lay_out(str(tmp_path), Sandbox(files={"a/b.cfg": "text \udcff"}))
    assert (tmp_path / "a" / "b.cfg").read_bytes() == b"text \xff"
    assert (tmp_path / "a" / "b.cfg").stat().st_mode & 0o777 == 0o600
    for name in ("../x", "/x", "a/../../x"):
        with pytest.raises(ValueError, match="leads out of"):
            lay_out(str(tmp_path), Sandbox(files={name: ""}))
