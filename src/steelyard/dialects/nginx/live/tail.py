"""The lines that a log file got since the last look: rotation is noticed, memory bounded."""

import contextlib
import os

from steelyard.core.record import frozen
from steelyard.dialects.runtime import LiveError

MOST = 16 * 1024 * 1024
"""Bytes of one look; the rest comes with the next one."""

LONGEST = 1024 * 1024
"""Bytes of a line; a longer one is passed over."""


@frozen
class Position:
    """How far a file was read: which file it is, and the byte after the last whole line."""

    device: int
    inode: int
    offset: int


@frozen
class Piece:
    """What a look found: whole lines, where to go on, whether more is there, what went wrong.

    ``lost`` is a sentence when lines may have been missed, "" otherwise.
    """

    text: str
    position: Position
    more: bool = False
    lost: str = ""


def end_of(path: str) -> Position:
    """The end of a file, to read only what comes from now on; raises `LiveError`."""
    try:
        about = os.stat(path)
    except OSError as error:
        raise LiveError(f"{path} cannot be read: {error.strerror}") from None
    return Position(about.st_dev, about.st_ino, about.st_size)


def tail(path: str, since: Position, most: int = MOST) -> Piece:
    """The whole lines after ``since``; raises `LiveError` when the file cannot be read.

    A file that was renamed is read to its end first, where it lies beside the new one.
    """
    try:
        now = end_of(path)
    except LiveError:
        old = _renamed(path, since)  # renamed already, and NGINX not yet told
        if old is None:
            raise
        return _read(old, since, most)
    if (now.device, now.inode) != (since.device, since.inode):
        return _rotated(path, since, now, most)
    if now.offset < since.offset:
        piece = _read(path, Position(now.device, now.inode, 0), most)
        why = f"{path} was cut: lines before that may be missing."
        return Piece(piece.text, piece.position, piece.more, why)
    return _read(path, since, most)


def _rotated(path: str, since: Position, now: Position, most: int) -> Piece:
    """The rest of the old file, then the new one from its beginning."""
    start = Position(now.device, now.inode, 0)
    old = _renamed(path, since)
    if old is None:
        piece = _read(path, start, most)
        why = f"{path} is another file, and the one before is gone: its end may be missing."
        return Piece(piece.text, piece.position, piece.more, why)
    rest = _read(old, since, most)
    # While the new file is empty NGINX may write to the old one: it was not told yet.
    if rest.text or not now.offset:
        return Piece(rest.text, rest.position, rest.more or bool(now.offset), rest.lost)
    return _read(path, start, most)


def _renamed(path: str, position: Position) -> str | None:
    """Where a file lies now: one beside it whose name begins like its own."""
    folder, name = os.path.split(path)
    with contextlib.suppress(OSError), os.scandir(folder or ".") as entries:
        for entry in entries:
            if entry.name.startswith(name) and entry.inode() == position.inode:
                about = entry.stat()
                if (about.st_dev, about.st_ino) == (position.device, position.inode):
                    return entry.path
    return None


def _read(path: str, since: Position, most: int) -> Piece:
    """Up to ``most`` bytes of whole lines; what has no end yet waits for the next look."""
    try:
        with open(path, "rb") as file:
            file.seek(since.offset)
            data = file.read(most + 1)
    except OSError as error:
        raise LiveError(f"{path} cannot be read: {error.strerror}") from None
    more = len(data) > most
    data = data[:most]
    end = data.rfind(b"\n") + 1
    lost = ""
    if not end and len(data) >= min(LONGEST, most):
        end, lost = len(data), f"A line of {path} is too long: it was passed over."
    text = "" if lost else data[:end].decode("utf-8", "surrogateescape")
    position = Position(since.device, since.inode, since.offset + end)
    return Piece(text, position, more and bool(end), lost)
