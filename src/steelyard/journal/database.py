"""The connection with SQLite: how it is opened, and one write at a time."""

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from steelyard.journal.disk import PATIENCE, alone, on_network, private_folder, sync_folder, telling
from steelyard.journal.errors import damaged, journal_error, of_sqlite
from steelyard.journal.schema import STEPS, checked_version, migrate

_WAL_MARK = 2
_NO_SHARED_MEMORY = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR_SHMMAP,
    sqlite3.SQLITE_IOERR_SHMOPEN,
    sqlite3.SQLITE_IOERR_SHMSIZE,
}


def open_writing(path: Path, shared: bool) -> sqlite3.Connection:
    """The connection for reading and writing; the database is made or migrated where need be.

    New ones use a write-ahead log, which needs memory that all writers share.  Across machines
    there is none: ``shared`` ones, and those on a network's file system, use a rollback journal.
    """
    network = on_network(path.parent)
    if network and _uses_log(path):
        raise journal_error(
            path,
            "this journal was made on a local disk and cannot be used over the network:"
            " run where its disk is, or begin a new one here",
        )
    with telling(path.parent):
        private_folder(path.parent)
        with alone(path.with_suffix(".hold")):
            path.touch(mode=0o600)
            return _opened_writing(path, "DELETE" if shared or network else "WAL")


def open_reading(path: Path) -> tuple[sqlite3.Connection, tempfile.TemporaryDirectory[str] | None]:
    """The connection for reading alone, and the folder of the copy that it reads, if any.

    Where the disk is full or read-only, a write-ahead log can only be read from a copy.
    """
    if not path.is_file():
        raise journal_error(path, "there is no journal here")
    with explaining(path):
        try:
            return _opened_reading(path), None
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", None) not in _NO_SHARED_MEMORY:
                raise
    with telling(path):
        folder = tempfile.TemporaryDirectory(prefix="steelyard-journal-")
        copy = Path(folder.name) / path.name
        for ending in ("", "-wal"):
            with contextlib.suppress(FileNotFoundError):
                shutil.copyfile(f"{path}{ending}", f"{copy}{ending}")
    with explaining(path):
        return _opened_reading(copy), folder


@contextlib.contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """One transaction that no other writer comes between: all of it, on disk, or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # A full disk may have ended it already.
        with contextlib.suppress(sqlite3.Error):
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        raise


@contextlib.contextmanager
def explaining(path: Path) -> Iterator[None]:
    """Turn errors of SQLite into `JournalError`."""
    try:
        yield
    except sqlite3.Error as error:
        raise of_sqlite(path, error) from error
    except UnicodeDecodeError as error:
        # From SQLite's own messages about garbage, which they quote.
        raise damaged(path, "it holds garbage") from error


def _opened_writing(path: Path, mode: str) -> sqlite3.Connection:
    with _closing_on_error(path, f"{path.resolve().as_uri()}?mode=rw") as connection:
        if not path.stat().st_size:
            connection.execute(f"PRAGMA journal_mode = {mode}")
        # As FULL; with a rollback journal its removal is on disk, too, before a commit returns.
        connection.execute("PRAGMA synchronous = EXTRA")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        migrate(connection, path, STEPS)
        sync_folder(path.parent)
        return connection


def _opened_reading(path: Path) -> sqlite3.Connection:
    connection = _connect(f"{path.resolve().as_uri()}?mode=ro")
    try:
        checked_version(connection, path, len(STEPS))
    except BaseException:
        connection.close()
        raise
    return connection


def _connect(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, timeout=PATIENCE, isolation_level=None, uri=True)
    # A text that is garbage does not fit its event's hash, which then names the event.
    connection.text_factory = _text
    return connection


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


@contextlib.contextmanager
def _closing_on_error(path: Path, uri: str) -> Iterator[sqlite3.Connection]:
    with explaining(path):
        connection = _connect(uri)
        try:
            yield connection
        except BaseException:
            connection.close()
            raise


def _uses_log(path: Path) -> bool:
    """Say whether a database that is there says in its head that it uses a write-ahead log."""
    try:
        with path.open("rb") as file:
            return file.read(20)[18:19] == bytes([_WAL_MARK])
    except FileNotFoundError:
        return False
