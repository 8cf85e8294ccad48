"""Reading the user's files: one door, with limits.

The only I/O of the readers.  Texts are decoded as UTF-8 with surrogate
escapes, so that any bytes survive a round trip.
"""

import glob
import os
import stat

from steelyard.core.errors import InputError
from steelyard.core.place import Place

MAX_FILE = 64 * 1024 * 1024
"""Bytes of one file; more is refused rather than read into memory."""

MAX_TOTAL = 2 * MAX_FILE
"""Bytes of all files of one configuration."""

MAX_LINE = 1024 * 1024
"""Bytes of one line; no load balancer accepts more, and no person wrote it."""

MAX_FILES = 20_000
"""Files of one configuration, includes counted each time."""

NOWHERE = ".git/nowhere"
"""A name that no revision has: git keeps nothing under ``.git``."""


class SourceTree:
    """The files of one configuration.

    ``path`` is the file or directory that the user named.  ``root`` is the
    directory under which absolute paths of the configuration are looked up
    first (``--root``), or None.  ``within`` is a directory that stands for the
    whole file system: all names start in it, ``root`` too, and nothing outside
    is looked at, whatever ``..`` and links say.
    """

    def __init__(self, path: str, root: str | None = None, within: str | None = None) -> None:
        """Nothing is read yet."""
        self.path = path
        self.root = root
        self.within = None if within is None else os.path.realpath(within)
        self.texts: dict[str, str] = {}
        self._reads = 0
        self._size = 0

    def resolve(self, name: str, base: str) -> str:
        """The path of ``name`` as a configuration in directory ``base`` means it.

        Absolute names are looked up under ``root`` first.
        """
        if self.within is not None:
            inside = os.path.join(self.root or "", name.lstrip("/"))
            return os.path.normpath(inside if os.path.isabs(name) else os.path.join(base, name))
        if not os.path.isabs(name):
            return os.path.join(base, name)
        if self.root is not None:
            inside = os.path.join(self.root, name.lstrip("/"))
            if os.path.exists(inside) or glob.has_magic(name):
                return inside
        return name

    def _on_disk(self, path: str) -> str:
        """Where a name lies on this machine; what lies outside is a file that is not there."""
        if self.within is None:
            return path
        real = os.path.realpath(os.path.join(self.within, path))
        inside = real == self.within or real.startswith(f"{self.within}/")
        return real if inside else os.path.join(self.within, NOWHERE)

    def is_directory(self, path: str) -> bool:
        """Whether ``path`` is a directory."""
        return os.path.isdir(self._on_disk(path))

    def exists(self, path: str) -> bool:
        """Whether ``path`` exists."""
        return os.path.exists(self._on_disk(path))

    def matching(self, pattern: str) -> list[str]:
        """The files that a glob pattern names, sorted as the C library does."""
        found = glob.glob(pattern, root_dir=self.within, include_hidden=False)
        return sorted(found if self.within is None else filter(self.exists, found))

    def children(self, directory: str) -> list[str]:
        """The names in a directory, sorted."""
        try:
            return sorted(os.listdir(self._on_disk(directory)))
        except OSError as error:
            raise InputError(f"cannot be listed: {_reason(error)}", Place(directory, 0)) from None

    def read(self, path: str, asked: Place | None = None) -> str:
        """The text of a file.

        ``asked`` is the place that names it, for the error.  Raises
        `InputError` for a file that is missing, not regular, unreadable, too
        large, or not text.
        """
        if path in self.texts:
            return self.texts[path]
        self._reads += 1
        if self._reads > MAX_FILES:
            raise InputError(f"more than {MAX_FILES} files are included", asked)
        where = asked or Place(path, 0)
        name = "" if asked is None else f"{path}: "
        try:
            real = self._on_disk(path)
            status = os.stat(real)
            if stat.S_ISDIR(status.st_mode):
                raise InputError(f"{name}is a directory, not a file", where)
            if not stat.S_ISREG(status.st_mode):
                raise InputError(f"{name}is not a regular file", where)
            if status.st_size > MAX_FILE:
                raise InputError(
                    f"{name}is {status.st_size >> 20} MiB; at most {MAX_FILE >> 20} are read", where
                )
            data = _bytes(real)
        except (OSError, ValueError) as error:
            raise InputError(f"{name}cannot be read: {_reason(error)}", where) from None
        self._size += len(data)
        if self._size > MAX_TOTAL:
            raise InputError(f"the files hold more than {MAX_TOTAL >> 20} MiB together", asked)
        text = _decode(path, data)
        self.texts[path] = text
        return text


def _bytes(path: str) -> bytes:
    """The file's content; never waits, and never reads more than `MAX_FILE`.

    Files of the kernel say they are regular and empty, then block or never end.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(handle, "rb") as file:
        data = file.read(MAX_FILE + 1)
    if data is None or len(data) > MAX_FILE:
        raise OSError(0, "it never ends, or waits for somebody")
    return data


def _decode(path: str, data: bytes) -> str:
    """Bytes as text; refuses what no configuration can be."""
    if b"\x00" in data:
        line = data.count(b"\n", 0, data.index(b"\x00")) + 1
        raise InputError("holds a NUL byte: a binary file is no configuration", Place(path, line))
    start = 0
    while len(data) - start > MAX_LINE:
        end = data.rfind(b"\n", start, start + MAX_LINE + 1)
        if end < 0:
            line = data.count(b"\n", 0, start) + 1
            raise InputError(f"the line is longer than {MAX_LINE >> 20} MiB", Place(path, line))
        start = end + 1
    return data.decode("utf-8", "surrogateescape")


def _reason(error: OSError | ValueError) -> str:
    """The operating system's words, without the path."""
    words = error.strerror if isinstance(error, OSError) else "no file can have this name"
    return (words or type(error).__name__).lower()
