"""Snapshots of configurations, by their content.

**They hold secrets as they are**: passwords, keys, cookies' secrets, for they are what an undo
puts back.  Only the account that runs the rollout may read them: the folder has mode 0700, its
files 0600, a folder that others may open is refused, and nothing of what is in them is ever
printed or part of an error.  Back them up as you would the private keys themselves.
"""

import contextlib
import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path

from steelyard.journal.disk import alone, private_folder, sync_folder, telling, write_whole
from steelyard.journal.errors import JournalError, damaged, journal_error

_FORMAT = "steelyard.journal.revision/1"
_HASH = re.compile(r"[0-9a-f]{64}")
_HOLD = ".hold"


def revision_of(files: Mapping[str, bytes]) -> str:
    """The hash of a revision (64 hexadecimal digits): of its files' names and contents."""
    return _sha(_manifest(files))


class Revisions:
    """A folder of snapshots; each file in it is named by the SHA-256 of its content."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is made, for its owner alone, when the first snapshot is kept."""
        self._folder = folder

    def keep(self, files: Mapping[str, bytes]) -> str:
        """Keep the files, by the names under which they are to be put back; gives the hash.

        On disk when this returns.  Raises `JournalError` when it cannot be kept; then nothing
        that was kept before has changed.
        """
        manifest = _manifest(files)
        with telling(self._folder):
            private_folder(self._folder)
            self._check_closed()
            with alone(self._folder / _HOLD):
                self._clear()
                # The list comes last: a revision whose list is there is whole.
                for content in (*files.values(), manifest):
                    self._put(content)
        return _sha(manifest)

    def files(self, revision: str) -> dict[str, bytes]:
        """The files of a revision, by name.

        Raises `JournalError` when it was never kept, or is not as it was kept.
        """
        if not _HASH.fullmatch(revision):
            raise journal_error(self._folder, f"not the hash of a revision: {revision!r}")
        with telling(self._folder):
            self._check_closed()
            names = json.loads(self._get(revision, "the list of its files", revision))["files"]
            return {name: self._get(revision, name, digest) for name, digest in names.items()}

    def __contains__(self, revision: str) -> bool:
        """Say whether a revision can be put back, every byte of it."""
        try:
            self.files(revision)
        except JournalError:
            return False
        return True

    def _get(self, revision: str, name: str, digest: str) -> bytes:
        """A content by its hash."""
        path = self._folder / digest
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            what = f"{name} of revision {revision[:12]} is not kept here"
            raise journal_error(path, what) from None
        if _sha(content) != digest:
            raise damaged(path, f"{name} of revision {revision[:12]} is not as it was kept")
        return content

    def _put(self, content: bytes) -> None:
        """Write a content, unless it is there and whole."""
        path = self._folder / _sha(content)
        with contextlib.suppress(FileNotFoundError):
            if path.read_bytes() == content:
                # Whoever wrote it may have been killed before its name was on disk.
                sync_folder(self._folder)
                return
        write_whole(path, content)

    def _clear(self) -> None:
        """Remove what killed processes left half written."""
        for part in self._folder.glob("*.part"):
            part.unlink()

    def _check_closed(self) -> None:
        """Refuse a folder that others may open: it holds secrets."""
        if self._folder.is_dir() and self._folder.stat().st_mode & 0o077:
            raise journal_error(
                self._folder, f"others may open this folder of secrets: chmod 700 {self._folder}"
            )


def _manifest(files: Mapping[str, bytes]) -> bytes:
    names = {name: _sha(content) for name, content in files.items()}
    made = {"schema": _FORMAT, "files": names}
    return json.dumps(made, sort_keys=True, separators=(",", ":")).encode("ascii")


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
