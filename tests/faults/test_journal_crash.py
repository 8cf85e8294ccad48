"""However its writers die, the journal holds every event that it acknowledged, and no half one."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from steelyard.journal.errors import LockedError
from steelyard.journal.store import Journal
from tests.harness.journal import Writer, appending, told
from tests.meta.sources import ROOT

LONGEST = 0.1
"""Seconds until the kill: from before the folder is there to dozens of events."""


def kills(folder: Path, rounds: int, seed: int) -> int:
    """Kill one writer after the other, some in a new folder; gives what was acknowledged."""
    random = Random(seed)
    known = total = 0
    for i in range(rounds):
        if random.random() < 0.1:
            shutil.rmtree(folder, ignore_errors=True)
            known = 0
        writer = Writer(appending(folder, f"r{i}", 1000))
        time.sleep(random.uniform(0, LONGEST))
        writer.kill()
        status, numbers = writer.ended()
        assert os.WTERMSIG(status) == signal.SIGKILL
        assert numbers == list(range(known + 1, known + 1 + len(numbers)))
        with Journal(folder) as journal:
            events = journal.events(f"r{i}")
            # One more may be there: written, and killed before it could tell.
            assert len(events) - len(numbers) in (0, 1)
            assert [event.number for event in events][: len(numbers)] == numbers
            assert [event.facts()["i"] for event in events] == list(range(len(events)))
            known += len(events)
            assert journal.verify() == known
        total += len(numbers)
    return total


def test_killed_at_random_moments(tmp_path: Path):
    assert kills(tmp_path / "journal", 30, 1) > 10


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(5))
def test_killed_at_two_hundred_random_moments(tmp_path: Path, seed: int):
    assert kills(tmp_path / "journal", 200, seed) > 100


def together(folder: Path, writers: int, count: int, killed: int) -> None:
    """Many append at once, and some are killed meanwhile."""
    all_of_them = [Writer(appending(folder, f"r{i}", count)) for i in range(writers)]
    for writer in all_of_them[:killed]:
        time.sleep(0.1)
        writer.kill()
    numbers: list[int] = []
    for i, writer in enumerate(all_of_them):
        status, told_by_it = writer.ended()
        assert (status == 0 and len(told_by_it) == count) or i < killed
        numbers += told_by_it
    with Journal(folder) as journal:
        there = [event.number for i in range(writers) for event in journal.events(f"r{i}")]
        assert sorted(there) == list(range(1, journal.verify() + 1))
        assert set(numbers) <= set(there)
        assert len(set(numbers)) == len(numbers) >= len(there) - killed
        for i in range(writers):
            events = journal.events(f"r{i}")
            assert [event.facts()["i"] for event in events] == list(range(len(events)))


def test_eight_at_once(tmp_path: Path):
    together(tmp_path / "journal", 8, 12, killed=2)


@pytest.mark.slow
def test_eight_at_once_for_longer(tmp_path: Path):
    together(tmp_path / "journal", 8, 200, killed=3)


def test_eight_at_once_where_other_machines_share_the_folder(tmp_path: Path):
    with Journal(tmp_path / "journal", shared=True):
        pass
    together(tmp_path / "journal", 8, 5, killed=1)


def test_one_of_eight_gets_the_gateway(tmp_path: Path):
    def work(tell):
        with Journal(tmp_path / "journal") as journal:
            try:
                journal.lock("edge-1", who="joe", at=time.time())
            except LockedError:
                (tmp_path / f"refused-{os.getpid()}").touch()
                return
            tell(1)
            while len(list(tmp_path.glob("refused-*"))) < 7:
                time.sleep(0.01)

    ends = [writer.ended() for writer in [Writer(work) for _ in range(8)]]
    assert [status for status, _ in ends] == [0] * 8
    assert sum(len(numbers) for _, numbers in ends) == 1


def test_the_lock_of_a_killed_process_is_taken_over(tmp_path: Path):
    def work(tell):
        with Journal(tmp_path / "journal") as journal:
            journal.lock("edge-1", who="joe", at=1.0, rollout="r1")
            tell(1)
            time.sleep(60)

    writer = Writer(work)
    with Journal(tmp_path / "journal") as journal:
        while journal.holder("edge-1") is None:
            time.sleep(0.01)
        with pytest.raises(LockedError, match=rf"joe \(process {writer.pid} on"):
            journal.lock("edge-1", who="ann", at=2.0)
        writer.kill()
        writer.ended()
        journal.lock("edge-1", who="ann", at=3.0)
        over = journal.events("")[-1].facts()["over"]
        why = f"process {writer.pid} does not run any more"
        assert over == {"who": "joe", "event": 1, "why": why}


def test_a_clock_that_goes_backwards(tmp_path: Path):
    with Journal(tmp_path / "journal") as journal:
        made = [journal.append(told("r1", i, at=1e9 - i * 3600)) for i in range(5)]
        assert journal.events("r1") == tuple(made)
        assert journal.latest("edge-1") == made[-1]
        assert journal.verify() == 5


def test_a_fork_opens_it_anew(tmp_path: Path):
    with Journal(tmp_path / "journal") as journal:

        def work(tell):
            try:
                journal.append(told("r1", 0))
            except RuntimeError:
                tell(1)

        assert Writer(work).ended()[1] == [1]
        assert journal.verify() == 0


SCRIPT = """
import os, sys
from pathlib import Path
from steelyard.journal.store import Journal
from tests.harness.journal import told
with Journal(Path(sys.argv[1])) as journal:
    for i in range(3):
        os.write(2, b"BEGIN")
        journal.append(told("r1", i))
        os.write(2, b"ACKNOWLEDGED")
"""


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not here")
def test_every_event_is_on_disk_before_it_is_acknowledged(tmp_path: Path):
    folder, trace = tmp_path / "journal", tmp_path / "trace"
    calls = "trace=write,pwrite64,fsync,fdatasync"
    program = [sys.executable, "-c", SCRIPT, str(folder)]
    done = subprocess.run(
        ["strace", "-f", "-y", "-o", str(trace), "-e", calls, *program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode and "ptrace" in done.stderr:
        pytest.skip("strace is not allowed here")
    assert done.returncode == 0, done.stderr
    dirty: set[str] = set()
    acknowledged = 0
    for line in trace.read_text().splitlines():
        file = line.partition("<")[2].partition(">")[0]
        if "ACKNOWLEDGED" in line:
            assert dirty == set()
            acknowledged += 1
        elif file.startswith(str(folder)) and not file.endswith("-shm"):
            if "write" in line.partition("(")[0]:
                dirty.add(file)
            else:
                dirty.discard(file)
    assert acknowledged == 3
