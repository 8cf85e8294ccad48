"""Runs the real program in a sandbox, in the foreground and in a process group of its own."""

import asyncio
import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Sequence
from types import TracebackType
from typing import Self

from steelyard.core.secrets import masked
from steelyard.dialects.sandbox import Endpoint, Sandbox
from steelyard.prove import reload
from steelyard.prove.alone import launch
from steelyard.prove.alone.reap import living
from steelyard.prove.errors import SandboxError
from steelyard.prove.program import environment
from steelyard.prove.reaper import Reaper
from steelyard.prove.sockets import all_listen

START_SECONDS = 15.0
STOP_SECONDS = 3.0
PAUSE = 0.005
SHOWN_LINES = 5
SHOWN_BYTES = 64 * 1024
LOG = "steelyard-output.log"

GRAVE = re.compile(r"^.*\[(?:ALERT|emerg)\]\s*(?:\(\d+\) : |\d+#\d+: )?")
"""What HAProxy and NGINX put before the words that say why they do not start."""


class Program:
    """The program of a sandbox; use it in an ``async with`` statement.

    It counts as started when somebody listens on every one of ``listeners`` (TCP
    sockets).  Nothing connects to find that out.
    """

    def __init__(
        self, path: str, sandbox: Sandbox, reaper: Reaper, listeners: Collection[Endpoint]
    ) -> None:
        self.path = path
        self.sandbox = sandbox
        self.listeners = frozenset(listeners)
        self._reaper = reaper
        self._children: list[subprocess.Popen[bytes]] = []
        self._log = os.path.join(reaper.folder, LOG)

    @property
    def pid(self) -> int:
        """The process id of the program, of its master where it has one."""
        return self._children[-1].pid

    def alive(self) -> bool:
        """Whether that process runs."""
        return bool(self._children) and self.runs(self.pid)

    def runs(self, pid: int) -> bool:
        """Whether a process that was started here runs still."""
        # Not reaped before `stop`: its number must not become somebody else's.
        flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
        with contextlib.suppress(ChildProcessError):
            return os.waitid(os.P_PID, pid, flags) is None
        return False

    def output(self, since: int = 0) -> str:
        """The end of what it printed (after ``since`` bytes), without secrets."""
        try:
            with open(self._log, "rb") as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(max(since, size - SHOWN_BYTES))
                text = file.read().decode("utf-8", "replace")
        except OSError:
            return ""
        return "".join(masked(line) for line in text.splitlines(keepends=True))

    def printed(self) -> int:
        """How many bytes it printed so far."""
        try:
            return os.stat(self._log).st_size
        except OSError:
            return 0

    async def start(self) -> Self:
        """Write the sandbox's files, run the program, and wait until it listens."""
        lay_out(self._reaper.folder, self.sandbox)
        since = self.printed()
        try:
            self.run()
            await self.until(lambda: all_listen(self.listeners), "start", since)
        except BaseException:
            self.stop()
            raise
        return self

    async def reload(
        self, sandbox: Sandbox | None = None, listeners: Collection[Endpoint] | None = None
    ) -> None:
        """Have it read its configuration anew, and wait until only the new one is served.

        With another ``sandbox`` its files are written before, and its ``listeners`` awaited.
        """
        if sandbox is not None:
            self.sandbox = sandbox
            lay_out(self._reaper.folder, sandbox)
        if listeners is not None:
            self.listeners = frozenset(listeners)
        await reload.reload(self)

    def stop(self) -> None:
        """End all of it at once; a second call does nothing."""
        groups = {child.pid for child in self._children}
        for group in groups:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(group, signal.SIGKILL)
        for child in self._children:
            child.wait()
        end = time.monotonic() + STOP_SECONDS
        while living(groups) and time.monotonic() < end:
            time.sleep(PAUSE)
        for group in groups:
            self._reaper.forget(group)
        self._children.clear()

    def run(self, more: Sequence[str] = ()) -> None:
        """Run it once (more), with ``more`` arguments."""
        command = [self.path, *self.sandbox.command, *more]
        launcher = [sys.executable, "-I", "-S", launch.__file__]
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        log = os.open(self._log, flags, 0o600)
        try:
            child = subprocess.Popen(
                [*launcher, str(os.getpid()), str(self._reaper.pipe), *command],
                cwd=self._reaper.folder,
                env=environment(self._reaper.folder) | self.sandbox.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=[self._reaper.pipe],
            )
        finally:
            os.close(log)
        self._children.append(child)
        self._reaper.adopt(child.pid)

    def withdraw(self) -> None:
        """Give up the latest run: the one before it goes on."""
        child = self._children.pop()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        self._reaper.forget(child.pid)

    async def until(self, done: Callable[[], bool], what: str, since: int = 0) -> None:
        """Wait until something is so; `SandboxError` when the program ends or it takes too long."""
        end = time.monotonic() + START_SECONDS
        while not done():
            if not self.alive():
                raise self.failure(f"ended during its {what}", since)
            if time.monotonic() > end:
                raise self.failure(f"took more than {START_SECONDS:g} s for its {what}", since)
            await asyncio.sleep(PAUSE)

    def failure(self, what: str, since: int = 0) -> SandboxError:
        """The error that says what happened, with the program's last lines."""
        lines = [line.strip() for line in self.output(since).splitlines() if line.strip()]
        grave = [line for line in lines if GRAVE.search(line)]
        lines = [GRAVE.sub("", line).strip() for line in grave] or lines
        said = " | ".join(lines[-SHOWN_LINES:]) or "it printed nothing"
        return SandboxError(f"{os.path.basename(self.path)} {what}: {said}")

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def lay_out(folder: str, sandbox: Sandbox) -> None:
    """Write the files of a sandbox below its folder, for this user only."""
    for name, text in sandbox.files.items():
        path = os.path.normpath(os.path.join(folder, name))
        if not path.startswith(f"{folder}{os.sep}"):
            raise ValueError(f"{name} leads out of {folder}")
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
        with open(os.open(path, flags, 0o600), "wb") as file:
            file.write(text.encode("utf-8", "surrogateescape"))
