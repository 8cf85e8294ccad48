"""Full disks and disks that cannot be written: a clear error, and a journal that holds."""

import contextlib
import os
import resource
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from steelyard.journal.errors import JournalError
from steelyard.journal.store import Journal
from tests.harness.journal import Writer, appending, told


def mount(*args: str) -> None:
    done = subprocess.run(["mount", *args], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no mounting here: {done.stderr.strip()}")


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system of 600 kB."""
    if os.geteuid():
        pytest.skip("only root can mount")
    mount("-t", "tmpfs", "-o", "size=600k,mode=700", "tmpfs", str(tmp_path))
    try:
        yield tmp_path
    finally:
        subprocess.run(["umount", "-l", str(tmp_path)], check=False)


def fill(folder: Path) -> Path:
    """Take all the room there is."""
    path = folder / "ballast"
    with open(path, "ab", buffering=0) as file:
        for size in (65536, 4096, 512, 1):
            with contextlib.suppress(OSError):
                while file.write(b"x" * size) == size:
                    pass
    return path


def until_refused(journal: Journal, start: int) -> tuple[int, str]:
    """Append until it is refused; gives how many there are then, and why."""
    for i in range(start, 5000):
        try:
            journal.append(told("r1", i))
        except JournalError as error:
            return i, str(error)
    raise AssertionError("never full")


def test_a_disk_that_becomes_full(small: Path):
    with Journal(small / "journal") as journal:
        count, why = until_refused(journal, 0)
        assert "disk is full" in why
        assert journal.verify() == count > 10
        with pytest.raises(JournalError, match="disk is full"):
            journal.keep({"haproxy.cfg": b"x" * 600_000})
        assert list((small / "journal" / "revisions").glob("*.part")) == []
    with Journal(small / "journal", writable=False) as reader:
        assert [event.facts()["i"] for event in reader.events("r1")] == list(range(count))


def test_it_goes_on_when_there_is_room(small: Path):
    with Journal(small / "journal") as journal:
        for i in range(20):
            journal.append(told("r1", i))
        ballast = fill(small)
        count, _ = until_refused(journal, 20)
        ballast.unlink()
        for i in range(count, count + 20):
            journal.append(told("r1", i))
        assert journal.verify() == count + 20
    with Journal(small / "journal") as again:
        assert again.verify() == count + 20


def test_one_that_was_killed_is_read_where_the_disk_is_full(small: Path):
    writer = Writer(killed_in(small / "journal"))
    assert writer.ended()[1] == [1, 2, 3]
    (small / "journal" / "journal.db-shm").unlink()
    fill(small)
    with Journal(small / "journal", writable=False) as reader:
        assert reader.verify() == 3
    with pytest.raises(JournalError, match=r"room|full|space"):
        Journal(small / "journal")


def test_one_that_was_killed_is_read_where_nothing_can_be_written(small: Path):
    Writer(killed_in(small / "journal")).ended()
    (small / "journal" / "journal.db-shm").unlink()
    mount("-o", "remount,ro", str(small))
    with Journal(small / "journal", writable=False) as reader:
        assert reader.verify() == 3
    with pytest.raises(JournalError, match="read-only"):
        Journal(small / "journal")
    with pytest.raises(JournalError, match="read-only"):
        Journal(small / "new")


def killed_in(folder: Path):
    def work(tell):
        journal = Journal(folder)
        for i in range(3):
            tell(journal.append(told("r1", i)).number)
        os.kill(os.getpid(), 9)

    return work


def test_a_disk_that_becomes_read_only(small: Path):
    with Journal(small / "journal") as journal:
        journal.append(told("r1", 0))
        # No remount while a file is open for writing: a bind mount of the folder instead.
    folder = small / "journal"
    mount("--bind", str(folder), str(folder))
    try:
        mount("-o", "remount,bind,ro", str(folder))
        with pytest.raises(JournalError, match="read-only"):
            Journal(folder)
        with Journal(folder, writable=False) as reader:
            assert reader.verify() == 1
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


def test_a_limit_of_the_size_of_files(tmp_path: Path):
    folder = tmp_path / "journal"

    def work(tell):
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        with Journal(folder) as journal:
            count, why = until_refused(journal, 0)
            assert "disk" in why
            tell(count)
            assert journal.verify() == count

    status, (count,) = Writer(work).ended()
    assert status == 0
    assert count > 10
    with Journal(folder) as journal:
        assert journal.verify() == count
        journal.append(told("r1", count))


@pytest.mark.skipif(not os.geteuid(), reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(tmp_path: Path):
    tmp_path.chmod(0o500)
    with pytest.raises(JournalError, match="not allowed"):
        Journal(tmp_path / "journal")


def test_a_folder_of_somebody_else(tmp_path: Path):
    if os.geteuid():
        pytest.skip("only root becomes somebody else")
    with Journal(tmp_path / "journal") as journal:
        journal.append(told("r1", 0))

    def work(tell):
        os.setuid(65534)
        for writable in (True, False):
            try:
                Journal(tmp_path / "journal", writable=writable)
            except JournalError:
                tell(1)

    assert Writer(work).ended()[1] == [1, 1]


def test_a_file_where_the_folder_should_be(tmp_path: Path):
    (tmp_path / "journal").write_text("x")
    with pytest.raises(JournalError, match="refused"):
        Journal(tmp_path / "journal")


def test_appending_ends_well_without_any_fault(tmp_path: Path):
    assert Writer(appending(tmp_path / "journal", "r1", 3)).ended() == (0, [1, 2, 3])
