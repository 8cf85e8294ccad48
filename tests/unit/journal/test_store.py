"""The journal as its users see it."""

import os
import sqlite3
from pathlib import Path

import pytest

from steelyard.journal import store
from steelyard.journal.errors import JournalError, LockedError
from steelyard.journal.event import Entry
from steelyard.journal.store import Journal


def told(kind: str, rollout: str = "r1", gateway: str = "edge-1", at: float = 1.0) -> Entry:
    return Entry(kind, at, "joe", rollout, gateway, "ab12", {"seen": "stats auth a:hunter2"})


@pytest.fixture
def journal(tmp_path):
    with Journal(tmp_path / "journal") as made:
        yield made


def test_events_of_a_rollout_in_order(journal):
    one = journal.append(told("rollout.started", at=9.0))
    journal.append(told("rollout.started", "r2"))
    two = journal.append(told("step.started", at=2.0))
    assert journal.events("r1") == (one, two)
    assert [event.number for event in journal.events("r1")] == [1, 3]
    assert journal.events("r3") == ()
    assert journal.verify() == 3


def test_it_is_there_after_closing(journal):
    event = journal.append(told("rollout.started"))
    journal.close()
    with Journal(journal.folder) as again:
        assert again.events("r1") == (event,)
        assert again.append(told("rollout.ended")).previous == event.digest


def test_the_latest_of_a_gateway(journal):
    assert journal.latest("edge-1") is None
    started = journal.append(told("reload.started"))
    confirmed = journal.append(told("reload.confirmed"))
    journal.append(told("reloaded.by-hand", gateway="edge-2"))
    verdict = journal.append(told("verify.verdict"))
    journal.lock("edge-1", who="joe", at=1.0)
    assert journal.latest("edge-1") == verdict
    assert journal.latest("edge-1", "reload") == confirmed
    assert journal.latest("edge-1", "reload.started") == started
    assert journal.latest("edge-1", "undo") is None


def test_what_is_open(journal):
    for rollout in ("r1", "r2"):
        journal.append(told("rollout.started", rollout))
    journal.append(told("incident.seen", "i1"))
    journal.append(told("rollout.ended", "r1"))
    journal.lock("edge-1", who="joe", at=1.0, rollout="r1")
    journal.unlock("edge-1", who="joe", at=1.0)
    assert journal.open_rollouts() == ("r2",)
    journal.append(told("undo.started", "r1"))
    assert journal.open_rollouts() == ("r1", "r2")
    journal.append(told("rollout.ended", "r1"))
    journal.append(told("rollout.ended", "r2"))
    assert journal.open_rollouts() == ()


def test_nothing_is_secret_on_disk(journal):
    journal.append(told("rollout.started"))
    for path in journal.folder.iterdir():
        assert b"hunter2" not in path.read_bytes()


def test_only_the_owner_may_read(journal):
    journal.append(told("rollout.started"))
    journal.keep({"a": b"b"})
    assert journal.folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o077 for path in journal.folder.iterdir()} == {0}


def test_what_is_refused_leaves_nothing(journal):
    with pytest.raises(JournalError, match="more than 16384"):
        journal.append(Entry("a.b", 1.0, "joe", data={str(i): "x" * 99 for i in range(200)}))
    with pytest.raises(ValueError):
        journal.append(Entry("wrong", 1.0, "joe"))
    assert journal.verify() == 0


def test_two_people(journal):
    journal.lock("edge-1", who="joe", at=100.0)
    journal.lock("edge-2", who="ann", at=100.0)
    with Journal(journal.folder) as other:
        with pytest.raises(LockedError, match=rf"joe \(process {os.getpid()} on .* for 7 s"):
            other.lock("edge-1", who="ann", at=107.0)
        holder = other.holder("edge-1")
        assert holder is not None
        assert (holder.who, holder.since, holder.process.pid) == ("joe", 100.0, os.getpid())
        journal.unlock("edge-1", who="joe", at=110.0)
        assert other.holder("edge-1") is None
        assert other.lock("edge-1", who="ann", at=111.0).who == "ann"
    with pytest.raises(LockedError, match="not locked"):
        journal.unlock("edge-3", who="joe", at=1.0)


def test_a_lock_of_another_machine(journal, monkeypatch):
    here = store.this_process()
    with monkeypatch.context() as patch:
        patch.setattr(store, "this_process", lambda: here._replace(host="far", machine="m"))
        journal.lock("edge-1", who="joe", at=1.0)
    with pytest.raises(LockedError, match=r"joe \(process .* on far\).*force"):
        journal.lock("edge-1", who="ann", at=2.0)
    with pytest.raises(LockedError, match="joe"):
        journal.unlock("edge-1", who="ann", at=2.0)
    journal.lock("edge-1", who="ann", at=3.0, force="far has no power, OPS-7")
    event = journal.latest("edge-1", "lock")
    assert event is not None
    over = event.facts()["over"]
    assert over == {"who": "joe", "event": 1, "why": "far has no power, OPS-7"}


def test_reading_alone(journal):
    journal.append(told("rollout.started"))
    with Journal(journal.folder, writable=False) as reader:
        assert reader.open_rollouts() == ("r1",)
        for write in (
            lambda: reader.append(told("a.b")),
            lambda: reader.keep({}),
            lambda: reader.lock("edge-1", who="joe", at=1.0),
        ):
            with pytest.raises(JournalError, match="reading alone"):
                write()
        journal.append(told("rollout.ended"))
        assert reader.open_rollouts() == ()
    with pytest.raises(JournalError, match="no journal"):
        Journal(journal.folder / "none", writable=False)


def test_only_the_end_of_a_long_one_is_checked_at_opening(journal, monkeypatch):
    monkeypatch.setattr(store, "CHECKED", 3)
    for _ in range(9):
        journal.append(told("a.b"))
    journal.close()
    changed(journal.folder, "UPDATE events SET who = 'mallory' WHERE number = 4")
    with Journal(journal.folder) as again:
        with pytest.raises(JournalError, match="event 4 is not as it was written"):
            again.verify()
        with pytest.raises(JournalError, match="event 4 is not as it was written"):
            again.events("r1")
    changed(journal.folder, "DELETE FROM events WHERE number = 8")
    with pytest.raises(JournalError, match="event 8 is missing"):
        Journal(journal.folder)


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("DELETE FROM events WHERE number = 3", "event 3 was written, and is missing"),
        ("DELETE FROM events WHERE number > 1", "event 3 was written, and is missing"),
        ("DELETE FROM events WHERE number = 1", "event 1 is missing"),
        ("UPDATE events SET at = at + 1 WHERE number = 2", "event 2 is not as"),
        ("UPDATE events SET data = x'ff' WHERE number = 2", "event 2 is not as"),
        ("PRAGMA user_version = 9", "version 9"),
        ("PRAGMA application_id = 1", "not a journal"),
    ],
)
def test_what_was_changed_is_named(journal, sql, says):
    for _ in range(3):
        journal.append(told("a.b"))
    journal.close()
    changed(journal.folder, sql)
    with pytest.raises(JournalError, match=says):
        Journal(journal.folder)


def changed(folder: Path, sql: str) -> None:
    """Do what the journal itself never does."""
    database = sqlite3.connect(folder / "journal.db", isolation_level=None)
    database.execute("DROP TRIGGER IF EXISTS events_never_change")
    database.execute("DROP TRIGGER IF EXISTS events_never_go")
    database.execute(sql)
    database.close()


@pytest.mark.parametrize(("shared", "mode"), [(False, "wal"), (True, "delete")])
def test_the_mode_of_writing(tmp_path, shared, mode):
    with Journal(tmp_path / "j", shared=shared) as journal:
        journal.append(told("a.b"))
        asked = [journal._connection.execute(f"PRAGMA {name}").fetchone()[0]
                 for name in ("journal_mode", "synchronous")]  # fmt: skip
        assert asked == [mode, 3]
    with Journal(tmp_path / "j") as again:
        assert again._connection.execute("PRAGMA journal_mode").fetchone()[0] == mode
        assert again.append(told("a.b")).number == 2


def test_a_local_journal_is_not_used_over_the_network(journal, monkeypatch):
    journal.close()
    monkeypatch.setattr("steelyard.journal.database.on_network", lambda path: True)
    with pytest.raises(JournalError, match="over the network"):
        Journal(journal.folder)
    with Journal(journal.folder / "new") as made:
        assert made._connection.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
