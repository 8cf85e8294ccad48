"""What keeps the journal from being read or written, and can be mended by the user."""

import errno
import os
import sqlite3
from pathlib import Path

from steelyard.core.errors import SteelyardError
from steelyard.core.place import Place

DAMAGED_REMEDY = (
    "keep a copy of the folder, then restore it from a backup, or move it away to begin anew"
    " and look at the gateways themselves to know what stands"
)
"""What the user is told to do with a damaged journal."""

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_CLOSED = {errno.EACCES, errno.EPERM}


class JournalError(SteelyardError):
    """The journal cannot be opened, read or written, or is damaged; nothing half is in it."""


class LockedError(JournalError):
    """Somebody else changes the gateway; the text names who, where and since when."""


def journal_error(path: Path, message: str) -> JournalError:
    """The error with the file or folder that it is about."""
    return JournalError(message, Place(str(path), 0))


def damaged(path: Path, what: str) -> JournalError:
    """The error for a file that does not hold what was written into it; ``what`` says how."""
    return journal_error(path, f"the journal is damaged: {what}; {DAMAGED_REMEDY}")


def of_sqlite(path: Path, error: sqlite3.Error) -> JournalError:
    """What an error of SQLite means for the user."""
    code = getattr(error, "sqlite_errorcode", None)
    # SQLite quotes what it found, which may be garbage.
    text = "".join(sign if sign.isprintable() else "?" for sign in str(error)[:200])
    if code is None:
        return damaged(path, text)
    match code & 0xFF:
        case sqlite3.SQLITE_FULL:
            return journal_error(
                path, "the disk is full: nothing was written; make room, try again"
            )
        case sqlite3.SQLITE_READONLY:
            return journal_error(
                path, f"the journal cannot be written ({text}): nothing was written"
            )
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            return journal_error(
                path, f"the journal cannot be opened ({text}): see the folder's rights and space"
            )
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return journal_error(
                path, "another process writes the journal and does not end: nothing was written"
            )
        case sqlite3.SQLITE_IOERR:
            return journal_error(
                path,
                f"the disk refused ({text}, {error.sqlite_errorname}): see that it has room and"
                " works, open the journal anew and read what stands",
            )
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return damaged(path, text)
    return journal_error(path, f"the journal failed ({text}, {error.sqlite_errorname})")


def of_system(path: Path, error: OSError) -> JournalError:
    """What an error of the operating system means for the user."""
    text = os.strerror(error.errno) if error.errno else str(error)
    if error.errno in _FULL:
        return journal_error(
            path, f"the disk is full ({text}): nothing was kept; make room, try again"
        )
    if error.errno == errno.EROFS:
        return journal_error(path, "the file system is read-only: nothing was kept")
    if error.errno in _CLOSED:
        return journal_error(path, f"not allowed ({text}): see whose the folder is and its rights")
    return journal_error(path, f"the disk refused ({text})")
