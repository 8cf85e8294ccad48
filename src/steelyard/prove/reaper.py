"""The folder of a sandbox, and the small process that cleans up when this one cannot."""

import contextlib
import os
import re
import subprocess
import sys
import tempfile
from types import TracebackType
from typing import Self

from steelyard.prove.alone import reap
from steelyard.prove.errors import SandboxError

SECONDS = 6.0
LONGEST = 60
"""Characters of a folder in which a UNIX socket's path still fits (108 with its name)."""

PLAIN = re.compile(r"[\w./+-]+", re.ASCII)


class Reaper:
    """Owns a new folder and the process groups of a sandbox; use it in a ``with`` statement.

    However this process ends, a second one (`steelyard.prove.alone.reap`) kills the
    groups and removes the folder. Should that one have been killed, this one does it.
    """

    def __init__(self, parent: str = "") -> None:
        """``parent`` is the folder to make the new one in, "" for that of temporary files."""
        self._groups: set[int] = set()
        self._parent = parent or _temporary()
        reading, self._pipe = os.pipe()
        try:
            self._child = subprocess.Popen(
                [sys.executable, "-I", "-S", reap.__file__, self._parent],
                stdin=reading,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd="/",
                start_new_session=True,
            )
        except BaseException:
            os.close(self._pipe)
            raise
        finally:
            os.close(reading)
        self.folder = self._folder()

    @property
    def pid(self) -> int:
        """The process id of the second process."""
        return self._child.pid

    @property
    def pipe(self) -> int:
        """What a program's launcher needs to tell of its process group by itself."""
        return self._pipe

    def adopt(self, group: int) -> None:
        """Kill this process group at the end, unless it is forgotten before."""
        self._groups.add(group)
        self._tell("group", group)

    def forget(self, group: int) -> None:
        """This process group is gone; its number may soon be somebody else's."""
        self._groups.discard(group)
        self._tell("forget", group)

    def close(self) -> None:
        """Kill what is left, remove the folder, and end the second process."""
        if self._pipe < 0:
            return
        os.close(self._pipe)
        self._pipe = -1
        try:
            self._child.wait(SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        # Does nothing unless the second process was killed before its work was done.
        reap.clean(self._groups, self.folder)

    def _folder(self) -> str:
        """The path that the second process prints once the folder is there."""
        assert self._child.stdout is not None
        with self._child.stdout as printed:
            folder = os.fsdecode(printed.read())
        if not folder:
            os.close(self._pipe)
            self._child.wait()
            raise SandboxError(f"no folder could be made in {self._parent}")
        return folder

    def _tell(self, word: str, group: int) -> None:
        # It may have been killed; the own end of this process cleans up then.
        with contextlib.suppress(OSError):
            os.write(self._pipe, f"{word} {group}\n".encode("ascii"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _temporary() -> str:
    """The folder of temporary files, unless its name would need quoting or is too long."""
    usual = tempfile.gettempdir()
    return usual if PLAIN.fullmatch(usual) and len(usual) <= LONGEST else "/tmp"
