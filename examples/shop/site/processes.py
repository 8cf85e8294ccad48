"""Starts the lab's programs and ends them with it, even when the lab itself is killed."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterable

# Below the ports that the kernel gives to outgoing connections: the port of a server that died
# must still be free when it comes back.
FIRST_PORT, LAST_PORT, BLOCK = 8000, 11_900, 100
START_SECONDS = 20.0
STOP_SECONDS = 8.0


class StartError(Exception):
    """Something needed is missing or did not start; the text says what."""


class PortBlock:
    """A hundred ports of 127.0.0.1 that this lab alone uses while it lives."""

    def __init__(self, offsets: Iterable[int], first: int | None = None) -> None:
        wanted = list(offsets)
        candidates = [first] if first else range(FIRST_PORT, LAST_PORT, BLOCK)
        for start in candidates:
            lock = _lock(Path(tempfile.gettempdir()) / f"shop-lab-{os.getuid()}-{start}.lock")
            if lock is None:
                continue
            if all(_is_free(start + offset) for offset in wanted):
                self.start, self._lock = start, lock
                return
            lock.close()
        raise StartError(f"some of the ports {first or FIRST_PORT} and above are taken")

    def __getitem__(self, offset: int) -> int:
        return self.start + offset

    def release(self) -> None:
        """Let others have the ports."""
        self._lock.close()


def _lock(path: Path) -> TextIO | None:
    try:
        file = path.open("w")
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


def _is_free(port: int) -> bool:
    with socket.socket() as probe, contextlib.suppress(OSError):
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
        return True
    return False


class Child:
    """One program in a process group of its own, with a log file."""

    def __init__(
        self, name: str, command: list[str], folder: Path, log: Path, end: signal.Signals
    ) -> None:
        self.name = name
        self.log = log
        self._end = end
        # Programs with children of their own (nginx, haproxy) are asked to end, and end them too.
        guard = ["setpriv", "--pdeathsig", end.name.removeprefix("SIG")]
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [*(guard if shutil.which("setpriv") else []), *command],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def exit_code(self) -> int | None:
        """Return how it ended; negative is the signal that killed it, None is alive."""
        return self._process.poll()

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    def await_port(self, port: int) -> None:
        """Wait until it listens."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            with socket.socket() as probe, contextlib.suppress(OSError):
                probe.settimeout(1)
                probe.connect(("127.0.0.1", port))
                return
            time.sleep(0.02)
        raise StartError(f"{self.name} does not listen on port {port}:\n{self.tail()}")

    def await_text(self, text: str) -> None:
        """Wait until it has written a text."""
        deadline = time.monotonic() + START_SECONDS
        while text not in self.log.read_text("utf-8", "replace"):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise StartError(f"{self.name} did not say {text!r}:\n{self.tail()}")
            time.sleep(0.02)

    def tail(self) -> str:
        """Return the last lines that it wrote."""
        return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-12:])

    def ask_to_end(self) -> None:
        """Begin to end it."""
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(self._end)

    def end(self) -> None:
        """End it, and whatever is left of its group."""
        self.ask_to_end()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_SECONDS)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(STOP_SECONDS)


def cpu_seconds(pids: Iterable[int]) -> float:
    """Return the processor time that processes have taken so far; the dead count nothing."""
    ticks = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
