"""The end of the journal, noted a second time beside it.

A chain notices what is changed or missing inside, but not that its end is missing, as after
a lost or damaged write-ahead log.  So the number and the hash of the last acknowledged event
stand in a small file of its own, written after the event and before it is acknowledged.
"""

import os
import re
from pathlib import Path
from typing import NamedTuple

from steelyard.journal.disk import alone, telling
from steelyard.journal.errors import journal_error

_LINE = re.compile(rb"steelyard\.journal\.head/1 (00[0-9]{18}) ([0-9a-f]{64})\n")


class Head(NamedTuple):
    """The last event that was acknowledged: its number and its hash."""

    number: int
    digest: str


def read_head(path: Path) -> Head | None:
    """What the file notes; None where there is none yet.

    Raises `JournalError` for a file that cannot be read or holds something else.
    """
    with telling(path):
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
    # A file without content was made by a process that was killed before its first event.
    return _parsed(path, content) if content else None


def write_head(path: Path, head: Head) -> None:
    """Note the event, unless a later one is noted already; on disk when this returns.

    The line has one length and is replaced in place: no disk can be too full for it.
    """
    line = b"steelyard.journal.head/1 %020d %s\n" % (head.number, head.digest.encode())
    with telling(path), alone(path) as handle:
        content = os.pread(handle, 200, 0)
        if content and _parsed(path, content).number >= head.number:
            return
        if os.pwrite(handle, line, 0) != len(line):
            raise journal_error(path, "the disk is full: the end of the journal is not noted")
        os.fdatasync(handle)


def _parsed(path: Path, content: bytes) -> Head:
    found = _LINE.fullmatch(content)
    if found is None:
        raise journal_error(
            path,
            "this note of the journal's last event is damaged; the events themselves are not in it:"
            " see that the last ones are there, then delete it, and the next event writes it anew",
        )
    return Head(int(found[1]), found[2].decode())
