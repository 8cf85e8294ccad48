"""Has a running program read its configuration anew, and waits until that is all it serves."""

import contextlib
import os
import signal
from collections.abc import Callable, Sequence
from typing import Protocol

from steelyard.dialects.sandbox import Endpoint, Sandbox
from steelyard.prove.errors import SandboxError
from steelyard.prove.sockets import listens

SUCCEEDED = ("haproxy",)
"""Programs of which a new process takes over; others are sent a signal."""

WORKER = b"nginx: worker process"
LEAVING = b"shutting down"


class Running(Protocol):
    """What a reload needs of `steelyard.prove.process.Program`."""

    path: str
    sandbox: Sandbox
    listeners: frozenset[Endpoint]

    @property
    def pid(self) -> int:
        """The process id of the latest run."""

    def runs(self, pid: int) -> bool:
        """Whether a process of it runs."""

    def run(self, more: Sequence[str] = ()) -> None:
        """Run it once more."""

    def withdraw(self) -> None:
        """Give up the latest run."""

    def printed(self) -> int:
        """How many bytes it printed."""

    def output(self, since: int = 0) -> str:
        """What it printed after that many."""

    def failure(self, what: str, since: int = 0) -> SandboxError:
        """The error with its last lines."""

    async def until(self, done: Callable[[], bool], what: str, since: int = 0) -> None:
        """Wait until something is so."""


async def reload(program: Running) -> None:
    """The way of this program; `SandboxError` when it refuses, and the old one serves on."""
    if os.path.basename(program.path) in SUCCEEDED:
        await _succeed(program)
    else:
        await _signal(program)


async def _succeed(program: Running) -> None:
    """A second process binds the same sockets and tells the first to finish."""
    old, since = program.pid, program.printed()
    arguments = ["-sf", str(old)]
    # Without this word the old process hands out no sockets, and the new one ends over it.
    if any("expose-fd listeners" in text for text in program.sandbox.files.values()):
        arguments = ["-x", program.sandbox.administration, *arguments]
    program.run(arguments)

    def done() -> bool:
        if listens(program.pid, program.listeners) != program.listeners:
            return False
        return not program.runs(old) or not listens(old, program.listeners)

    try:
        await program.until(done, "reload", since)
    except BaseException:
        program.withdraw()
        raise


async def _signal(program: Running) -> None:
    """The master starts new workers and tells the old ones to finish."""
    before, since = set(workers(program.pid)), program.printed()
    os.kill(program.pid, signal.SIGHUP)

    def done() -> bool:
        if "[emerg]" in program.output(since):
            raise program.failure("refused the reload", since)
        now = workers(program.pid)
        new = now.keys() - before
        return bool(new) and all(leaving for pid, leaving in now.items() if pid in before)

    await program.until(done, "reload", since)


def workers(master: int) -> dict[int, bool]:
    """The worker processes of an NGINX master, and whether each is about to end."""
    found: dict[int, bool] = {}
    for name in os.listdir("/proc"):
        if not name.isdecimal():
            continue
        with contextlib.suppress(OSError):
            with open(f"/proc/{name}/stat", "rb") as file:
                parent = int(file.read().rpartition(b")")[2].split()[1])
            if parent == master:
                with open(f"/proc/{name}/cmdline", "rb") as file:
                    title = file.read()
                if title.startswith(WORKER):
                    found[int(name)] = LEAVING in title
    return found
