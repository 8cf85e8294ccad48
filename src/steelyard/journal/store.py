"""The journal of one folder: events, locks and revisions; this is the door to all of it."""

import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from steelyard.journal import locks, query
from steelyard.journal.check import wrongs
from steelyard.journal.database import explaining, open_reading, open_writing, writing
from steelyard.journal.errors import JournalError, damaged, journal_error
from steelyard.journal.event import BEGINNING, Entry, Event, checked_text, seal, whole
from steelyard.journal.head import Head, read_head, write_head
from steelyard.journal.process import lives, this_process
from steelyard.journal.revisions import Revisions

CHECKED = 10_000
"""Events at the end that are checked at every opening; `Journal.verify` checks all."""


class Journal:
    """What happened, in order; nothing that was acknowledged is lost, nothing is there by half.

    The folder holds ``journal.db`` with the events (without secrets), ``journal.head`` with the
    last one's hash, and ``revisions/`` with snapshots (with secrets: see
    `steelyard.journal.revisions`).  It is made with mode 0700, its files with 0600.  Every
    method raises `JournalError`, with what is wrong and what to do.

    Any number of processes may use one folder at once; each opens it for itself, also after a
    fork.  One object belongs to one thread.
    """

    def __init__(self, folder: Path, *, writable: bool = True, shared: bool = False) -> None:
        """Open the journal, or make it where there is none.

        Not ``writable``, it can be read even where the disk is full or read-only.  ``shared``
        is for a new one whose folder other machines will mount, too.
        """
        self.folder = folder
        self._path = folder / "journal.db"
        self._head = folder / "journal.head"
        self._revisions = Revisions(folder / "revisions")
        self.writable = writable
        self._owner = os.getpid()
        self._copy: tempfile.TemporaryDirectory[str] | None = None
        # First: what is noted here must be there, whatever others add meanwhile.
        noted = read_head(self._head)
        if writable:
            self._connection = open_writing(self._path, shared)
        else:
            self._connection, self._copy = open_reading(self._path)
        try:
            self._check(noted, CHECKED)
        except BaseException:
            self.close()
            raise

    def append(self, entry: Entry) -> Event:
        """Add an event; it is on disk when this returns.

        After a `JournalError` it is not in the journal, save when the error says otherwise.
        """
        return self._append(lambda: entry)

    def events(self, rollout: str) -> tuple[Event, ...]:
        """The events of a rollout or an incident, in order."""
        with self._reading() as connection:
            found = query.of_rollout(connection, checked_text("rollout", rollout))
            return tuple(self._whole(event) for event in found)

    def latest(self, gateway: str, kind: str = "") -> Event | None:
        """The last event of a gateway, events about locks left out; None where there is none.

        With ``kind`` the last of that kind or below: ``lock`` stands for ``lock.taken``, too.
        """
        with self._reading() as connection:
            found = query.latest(connection, checked_text("gateway", gateway), kind)
            return found and self._whole(found)

    def open_rollouts(self) -> tuple[str, ...]:
        """The ids of what was begun and has not ended, the oldest first.

        An id is open from its event ``rollout.started`` on, while the last of its events, those
        about locks left out, is not ``rollout.ended``.  An undo begun later opens it again.
        """
        with self._reading() as connection:
            return query.open_rollouts(connection)

    def verify(self) -> int:
        """Check every event, the chain, the database; gives how many events there are.

        Raises `JournalError` that names the first wrong event.
        """
        return self._check(read_head(self._head), None)

    def lock(
        self, gateway: str, *, who: str, at: float, rollout: str = "", force: str = ""
    ) -> locks.Lock:
        """Take the right to change a gateway; it stays with this process until `unlock`.

        The lock of a process that is dead on this machine is taken over.  ``force`` is the
        reason to take over one whose process cannot be seen from here.  Both are recorded.
        Raises `LockedError`, with the holder's name, while somebody else holds it.
        """
        wanted = Entry(locks.TAKEN, at, who, rollout, gateway)
        here = this_process()
        event = self._append(
            lambda: locks.taking(wanted, self.latest(gateway, locks.LOCK), here, lives, force)
        )
        return locks.lock_of(event)

    def unlock(self, gateway: str, *, who: str, at: float) -> None:
        """Give the right back; `LockedError` when this process does not hold it."""
        wanted = Entry(locks.RELEASED, at, who, gateway=gateway)
        here = this_process()
        self._append(lambda: locks.releasing(wanted, self.latest(gateway, locks.LOCK), here))

    def holder(self, gateway: str) -> locks.Lock | None:
        """Who holds a gateway, living or dead; None for nobody."""
        return locks.held(self.latest(gateway, locks.LOCK))

    def keep(self, files: Mapping[str, bytes]) -> str:
        """Keep a snapshot of a configuration, secrets and all; gives its hash."""
        if not self.writable:
            raise self._closed()
        return self._revisions.keep(files)

    def files(self, revision: str) -> dict[str, bytes]:
        """The files of a snapshot.  They hold secrets: put them back, never print them."""
        return self._revisions.files(revision)

    def close(self) -> None:
        """End the use of the folder; locks stay."""
        self._connection.close()
        if self._copy is not None:
            self._copy.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self.close()

    def _append(self, decide: Callable[[], Entry]) -> Event:
        """Add the event that is decided on while nobody else can write."""
        if not self.writable:
            raise self._closed()
        with self._reading() as connection, writing(connection):
            entry = decide()
            last = query.last(connection)
            if last is None:
                event = seal(entry, 1, BEGINNING)
            else:
                event = seal(entry, last.number + 1, self._whole(last).digest)
            query.add(connection, event)
        try:
            write_head(self._head, Head(event.number, event.digest))
        except JournalError as error:
            raise journal_error(
                self._path,
                f"event {event.number} is in the journal, but the note of its end failed: {error}",
            ) from error
        return event

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, its errors turned into `JournalError`."""
        if os.getpid() != self._owner:
            raise RuntimeError("after a fork each process opens the journal for itself")
        with explaining(self._path):
            yield self._connection

    def _whole(self, event: Event) -> Event:
        if not whole(event):
            raise damaged(self._path, f"event {event.number} is not as it was written")
        return event

    def _check(self, noted: Head | None, most: int | None) -> int:
        """Check the last ``most`` events, None for all; gives how many events there are."""
        with self._reading() as connection:
            wrong = wrongs(connection, noted, most)
            last = query.last(connection)
        if wrong:
            raise damaged(self._path, wrong)
        return last.number if last else 0

    def _closed(self) -> JournalError:
        return journal_error(self._path, "the journal is open for reading alone")
