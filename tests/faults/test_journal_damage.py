"""Whatever happens to its files, a journal never tells anything else than what was written."""

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from steelyard.journal.errors import JournalError
from steelyard.journal.event import Event
from steelyard.journal.store import Journal
from tests.harness.journal import Writer, told

COUNT = 60
PAGE = 4096
FILES = ("journal.db", "journal.db", "journal.db-wal", "journal.db-wal", "journal.head")


@pytest.fixture(scope="module", params=["closed", "killed"])
def whole(request, tmp_path_factory) -> tuple[Path, tuple[Event, ...]]:
    """A journal after a proper end, and one whose writer was killed with half of it in the log."""
    folder = tmp_path_factory.mktemp("whole") / "journal"
    with Journal(folder) as journal:
        for i in range(COUNT // 2):
            journal.append(told(f"r{i % 3}", i))

    def work(tell: Callable[[int], None]) -> None:
        journal = Journal(folder)
        for i in range(COUNT // 2, COUNT):
            journal.append(told(f"r{i % 3}", i))
        if request.param == "closed":
            journal.close()

    assert Writer(work).ended()[0] == 0
    kept = folder.with_name("kept")
    shutil.copytree(folder, kept)
    assert (kept / "journal.db-wal").exists() == (request.param == "killed")
    with Journal(folder) as journal:
        return kept, everything(journal)


def everything(journal: Journal) -> tuple[Event, ...]:
    return tuple(event for i in range(3) for event in journal.events(f"r{i}"))


def hurt(path: Path, random: Random) -> str:
    """Damage a file in one of the ways in which disks and people do."""
    content = bytearray(path.read_bytes())
    at = random.randrange(len(content))
    start = at // PAGE * PAGE
    way = random.choice(
        ["bit", "bytes", "page", "zeros", "cut", "cut page", "grown", "swap", "gone"]
    )
    match way:
        case "bit":
            content[at] ^= 1 << random.randrange(8)
        case "bytes":
            content[at : at + 20] = random.randbytes(len(content[at : at + 20]))
        case "page":
            content[start : start + PAGE] = random.randbytes(len(content[start : start + PAGE]))
        case "zeros":
            content[start : start + PAGE] = bytes(len(content[start : start + PAGE]))
        case "cut":
            del content[at:]
        case "cut page":
            del content[start:]
        case "grown":
            content += random.randbytes(random.randrange(1, 2 * PAGE))
        case "swap":
            first, second = content[:PAGE], content[start : start + PAGE]
            content[start : start + PAGE], content[:PAGE] = first, second
    if way == "gone":
        path.unlink()
    else:
        path.write_bytes(content)
    return f"{path.name}: {way} at {at}"


def damages(whole: tuple[Path, tuple[Event, ...]], folder: Path, rounds: int, seed: int) -> int:
    """Damage copies; gives how many damages were noticed.  The others must be harmless."""
    kept, events = whole
    random = Random(seed)
    noticed = 0
    for _ in range(rounds):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(kept, folder)
        # What shared memory holds is made anew at every opening.
        (folder / "journal.db-shm").unlink(missing_ok=True)
        path = folder / random.choice(FILES)
        what = hurt(path if path.exists() else folder / "journal.db", random)
        try:
            with Journal(folder, writable=random.random() < 0.7) as journal:
                found = everything(journal)
                if journal.writable:
                    journal.append(told("r9", 0))
                assert journal.verify() == COUNT + journal.writable, what
        except JournalError as error:
            assert "\n" not in str(error)
            noticed += 1
            continue
        assert found == events, what
    return noticed


def test_a_hundred_damages(whole, tmp_path: Path):
    assert damages(whole, tmp_path / "journal", 50, 7) > 25


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(4))
def test_thousands_of_damages(whole, tmp_path: Path, seed: int):
    assert damages(whole, tmp_path / "journal", 500, seed) > 250


def test_a_part_that_is_gone_is_noticed(whole, tmp_path: Path):
    kept, _ = whole
    names = [name for name in sorted(set(FILES)) if (kept / name).exists() and "head" not in name]
    assert names
    for name in names:
        folder = tmp_path / name
        shutil.copytree(kept, folder)
        (folder / name).unlink()
        for _ in range(2):
            with pytest.raises(JournalError, match=f"event {COUNT} was written, and is missing"):
                Journal(folder)


def test_what_to_do_is_said(tmp_path: Path):
    with Journal(tmp_path / "journal") as journal:
        journal.append(told("r1", 0))
    with open(tmp_path / "journal" / "journal.db", "r+b") as file:
        file.write(b"garbage" * 10)
    for writable in (True, False):
        with pytest.raises(JournalError, match=r"journal.db: .*damaged.*restore it from a backup"):
            Journal(tmp_path / "journal", writable=writable)
