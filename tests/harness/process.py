"""Starts a real program in the foreground, waits until it listens, and always ends it."""

import contextlib
import fcntl
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

START_SECONDS = 10.0
STOP_SECONDS = 5.0

# Below the range that the kernel hands out for outgoing connections.
FIRST_PORT, LAST_PORT, BLOCK = 12_000, 32_000, 500


class StartError(Exception):
    """The program ended, or never listened; the text is what it printed."""


class _Block:
    """A range of ports that this test run alone hands out, as long as it lives."""

    def __init__(self) -> None:
        for self._start in range(FIRST_PORT, LAST_PORT, BLOCK):
            name = Path(tempfile.gettempdir()) / f"steelyard-ports-{self._start}.lock"
            self._lock = name.open("w")
            with contextlib.suppress(OSError):
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._next = 0
                return
            self._lock.close()
        raise RuntimeError("all blocks of ports are taken by other test runs")

    def hand_out(self, count: int) -> list[int]:
        """Return ports that nothing listens on; those of long ago come again."""
        found: list[int] = []
        for _ in range(BLOCK):
            if len(found) == count:
                return found
            port = self._start + self._next
            self._next = (self._next + 1) % BLOCK
            with socket.socket() as probe, contextlib.suppress(OSError):
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", port))
                found.append(port)
        raise RuntimeError(f"no {count} free ports")


@cache
def _block() -> _Block:
    return _Block()


def free_ports(count: int) -> list[int]:
    """Return ports of 127.0.0.1 that neither a program nor another test run uses."""
    return _block().hand_out(count)


class Process:
    """One program run in the foreground; use it in a `with` statement.

    `ports` and `unix_sockets` must accept connections before it counts as started.
    What it prints is in the file `log`.
    """

    def __init__(
        self,
        command: list[str],
        ports: Iterable[int],
        folder: Path,
        unix_sockets: Iterable[Path] = (),
    ) -> None:
        self.command = command
        self.ports = list(ports)
        self.unix_sockets = list(unix_sockets)
        self.log = folder / "output.log"
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Run it and wait until every port accepts."""
        for path in self.unix_sockets:
            path.unlink(missing_ok=True)
        with self.log.open("wb") as log:
            self._child = subprocess.Popen(
                [*_ending_with_parent(), *self.command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + START_SECONDS
        try:
            for port in self.ports:
                self._await(socket.AF_INET, ("127.0.0.1", port), deadline)
            for path in self.unix_sockets:
                self._await(socket.AF_UNIX, str(path), deadline)
        except BaseException:
            self.stop()
            raise
        return self

    @property
    def pid(self) -> int:
        """Return the process id of the program (of its master, where it has one)."""
        assert self._child is not None, "not started"
        return self._child.pid

    def output(self) -> str:
        """Return what it printed so far."""
        return self.log.read_text("utf-8", errors="replace") if self.log.exists() else ""

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        assert self._child is not None, "not started"
        self._child.send_signal(number)

    def wait(self, seconds: float = STOP_SECONDS) -> int:
        """Wait for it to end by itself; return its exit code."""
        assert self._child is not None, "not started"
        return self._child.wait(seconds)

    def stop(self) -> None:
        """End it: politely, then by force. A second call does nothing."""
        if self._child is None or self._child.poll() is not None:
            return
        self._child.terminate()
        try:
            self._child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait(STOP_SECONDS)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _await(self, kind: int, address: str | tuple[str, int], deadline: float) -> None:
        assert self._child is not None
        while True:
            if self._child.poll() is not None:
                raise StartError(f"{self.command[0]} ended at once:\n{self.output()}")
            with socket.socket(kind) as probe, contextlib.suppress(OSError):
                probe.settimeout(1)
                probe.connect(address)
                return
            if time.monotonic() > deadline:
                raise StartError(f"nothing listens on {address}:\n{self.output()}")
            time.sleep(0.01)


def _ending_with_parent() -> list[str]:
    """Return what to put before a command, so that a killed test run leaves no program behind."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM"] if setpriv else []
