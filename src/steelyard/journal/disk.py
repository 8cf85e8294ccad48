"""Files that are whole or not there: durable writes, one process at a time, where they lie."""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from steelyard.journal.errors import journal_error, of_system

PATIENCE = 30.0
"""Seconds to wait for another process that writes."""

_STEP = 0.005
_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "ceph", "glusterfs", "afs", "ncpfs"}
_MOUNTS = "/proc/self/mountinfo"


def private_folder(path: Path) -> None:
    """Make the folder, for its owner alone (0700), where it is not there yet."""
    if not path.is_dir():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Have the names in a folder on disk."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def alone(path: Path) -> Iterator[int]:
    """Open the file (made with mode 0600) and keep every other process from doing the same.

    Gives its descriptor.  `JournalError` after `PATIENCE` seconds of waiting; the hold ends
    with the process, however that ends.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        for _ in range(int(PATIENCE / _STEP)):
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(_STEP)
        else:
            raise journal_error(path, "another process holds the journal and does not end")
        yield handle
    finally:
        os.close(handle)


def write_whole(path: Path, content: bytes) -> None:
    """Put a file (mode 0600) in place at once; on disk when this returns.

    The caller is `alone`: a ``.part`` beside it is what a killed process left, and is replaced.
    Raises `OSError`; then the file is as it was before.
    """
    part = path.with_name(f"{path.name}.part")
    with contextlib.suppress(FileNotFoundError):
        part.unlink()
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
    sync_folder(path.parent)


def on_network(path: Path) -> bool:
    """Say whether the folder lies on a file system that several machines mount."""
    try:
        with open(_MOUNTS, encoding="utf-8", errors="replace") as file:
            return network_mount(str(path.resolve()), file.read())
    except OSError:
        return False


def network_mount(path: str, mounts: str) -> bool:
    """The same, by the text of Linux's ``mountinfo``."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        left, _, right = line.partition(" - ")
        fields, rest = left.split(" "), right.split(" ")
        if len(fields) < 5:
            continue
        point = fields[4].replace("\\040", " ").rstrip("/")
        # The last of two mounts at one point hides the first.
        if (path == point or path.startswith(f"{point}/")) and len(point) >= best:
            best, kind = len(point), rest[0]
    return kind in _NETWORK or kind.startswith("fuse.ssh")


@contextlib.contextmanager
def telling(path: Path) -> Iterator[None]:
    """Turn errors of the operating system into `JournalError`."""
    try:
        yield
    except OSError as error:
        raise of_system(path, error) from error
