"""The tables of the journal, version by version."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from steelyard.journal.errors import damaged, journal_error

APPLICATION = 0x53544C59
"""What marks a database of SQLite as a journal of ours: ``STLY``."""

_FIRST = (
    """
    CREATE TABLE events (
        number INTEGER PRIMARY KEY,
        at REAL NOT NULL,
        rollout TEXT NOT NULL,
        gateway TEXT NOT NULL,
        revision TEXT NOT NULL,
        who TEXT NOT NULL,
        kind TEXT NOT NULL,
        data TEXT NOT NULL,
        previous TEXT NOT NULL,
        digest TEXT NOT NULL
    )
    """,
    "CREATE INDEX events_of_rollout ON events (rollout, number, kind)",
    "CREATE INDEX events_of_gateway ON events (gateway, number, kind)",
    """
    CREATE TRIGGER events_never_change BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'events never change'); END
    """,
    """
    CREATE TRIGGER events_never_go BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'events never go'); END
    """,
)

STEPS: Sequence[Sequence[str]] = (_FIRST,)
"""What leads from version n to n + 1.  Hashes are of what events say, not of these tables."""


def migrate(connection: sqlite3.Connection, path: Path, steps: Sequence[Sequence[str]]) -> None:
    """Bring the database to the newest version, all of it or nothing.

    Raises `JournalError` for a newer version and for a database of somebody else.
    """
    if checked_version(connection, path, len(steps)) == len(steps):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in steps[checked_version(connection, path, len(steps)) :]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {len(steps)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def checked_version(connection: sqlite3.Connection, path: Path, known: int) -> int:
    """The version of the tables, 0 where there are none yet.

    Raises `JournalError` for one that is not ``known`` yet and for somebody else's database.
    """
    version = _number(connection, "PRAGMA user_version")
    owner = _number(connection, "PRAGMA application_id")
    tables = _number(connection, "SELECT count(*) FROM sqlite_master")
    if owner != APPLICATION and (owner or version or tables):
        raise journal_error(path, "this database is not a journal of Steelyard, or is damaged")
    if version > known:
        raise journal_error(
            path,
            f"the journal has version {version}, this Steelyard knows up to {known}:"
            " use a newer Steelyard",
        )
    if version < 0 or bool(version) != bool(tables):
        raise damaged(path, f"version {version} with {tables} tables and indexes")
    return version


def _number(connection: sqlite3.Connection, question: str) -> int:
    found = connection.execute(question).fetchone()
    return int(found[0])
