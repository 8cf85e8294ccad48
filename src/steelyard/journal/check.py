"""Whether the journal is as it was written: the chain, its end, SQLite's own pages."""

import sqlite3

from steelyard.journal import query
from steelyard.journal.event import BEGINNING, first_wrong
from steelyard.journal.head import Head


def wrongs(connection: sqlite3.Connection, noted: Head | None, most: int | None) -> str | None:
    """What is wrong, by the first wrong event; None when all that was looked at is right.

    Looks at the last ``most`` events, None for all.  Where that is all of them, SQLite looks
    at its pages and indexes, too.  ``noted`` was read before: it must be there by now.
    """
    last = query.last(connection)
    start = max(0, last.number - most) if last and most else 0
    before = query.numbered(connection, start)
    digest = before.digest if before else BEGINNING
    wrong = first_wrong(query.after(connection, start), start, digest)
    if not wrong and not start:
        wrong = query.disorder(connection)
    return wrong or (noted and _end(connection, noted))


def _end(connection: sqlite3.Connection, noted: Head) -> str | None:
    """What is wrong with the end, as it was noted."""
    event = query.numbered(connection, noted.number)
    if event is None:
        return f"event {noted.number} was written, and is missing with what stood around it"
    if event.digest != noted.digest:
        return f"event {noted.number} is another one than was written"
    return None
