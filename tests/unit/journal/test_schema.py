"""Older versions are brought up to date, newer ones and strangers are refused."""

import sqlite3
from pathlib import Path

import pytest

from steelyard.journal.errors import JournalError
from steelyard.journal.schema import APPLICATION, STEPS, migrate

LATER = (*STEPS, ("ALTER TABLE events ADD COLUMN more TEXT NOT NULL DEFAULT ''",))
WHERE = Path("journal.db")
ROW = "INSERT INTO events VALUES (1, 2.5, 'r', 'g', 'v', 'joe', 'a.b', '{}', 'p', 'd')"


@pytest.fixture
def database():
    connection = sqlite3.connect(":memory:", isolation_level=None)
    yield connection
    connection.close()


def version(database):
    return database.execute("PRAGMA user_version").fetchone()[0]


def test_a_new_one(database):
    migrate(database, WHERE, STEPS)
    migrate(database, WHERE, STEPS)
    assert version(database) == len(STEPS)
    assert database.execute("PRAGMA application_id").fetchone()[0] == APPLICATION


def test_an_older_one_keeps_its_events(database):
    migrate(database, WHERE, STEPS)
    database.execute(ROW)
    migrate(database, WHERE, LATER)
    assert version(database) == len(LATER)
    assert database.execute("SELECT number, who, more FROM events").fetchall() == [(1, "joe", "")]


def test_a_newer_one_is_refused(database):
    migrate(database, WHERE, LATER)
    with pytest.raises(JournalError, match=r"has version 2, .* up to 1: use a newer Steelyard"):
        migrate(database, WHERE, STEPS)


def test_a_step_that_fails_leaves_the_old_version(database):
    migrate(database, WHERE, STEPS)
    with pytest.raises(sqlite3.Error):
        migrate(database, WHERE, (*LATER[:1], (*LATER[1], "nonsense")))
    assert version(database) == 1
    migrate(database, WHERE, LATER)


@pytest.mark.parametrize(
    "made", ["CREATE TABLE x (y)", "PRAGMA user_version = 1", "PRAGMA application_id = 5"]
)
def test_somebody_elses(database, made):
    database.execute(made)
    with pytest.raises(JournalError, match="not a journal"):
        migrate(database, WHERE, STEPS)


def test_events_never_change_and_never_go(database):
    migrate(database, WHERE, STEPS)
    database.execute(ROW)
    for change in ("UPDATE events SET who = 'x'", "DELETE FROM events"):
        with pytest.raises(sqlite3.IntegrityError, match="never"):
            database.execute(change)
