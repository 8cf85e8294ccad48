"""The processes of this machine as /proc shows them: the exact start time with each."""

import contextlib
import os

from steelyard.dialects.nginx.live.generation import standing
from steelyard.dialects.runtime import LiveError, Standing, Worker

LONGEST = 10
"""Digits of a process number."""


def on_this_machine(master: int, complaints: tuple[str, ...] = ()) -> Standing:
    """Which workers of this master serve; raises `LiveError`."""
    return standing(_rows(master), master, complaints)


def master_of(pid_file: str) -> int:
    """The number in a pid file; raises `LiveError`."""
    try:
        with open(pid_file, "rb") as file:
            text = file.read(32)
    except OSError as error:
        raise LiveError(f"{pid_file} cannot be read: {error.strerror}") from None
    number = text.strip()
    if not number.isdigit() or len(number) > LONGEST:
        raise LiveError(f"{pid_file} holds no process number")
    return int(number)


def _rows(master: int) -> list[tuple[Worker, int, str]]:
    """The master and its children; a process that ends meanwhile is left out."""
    rows = []
    for name in os.listdir("/proc"):
        if not name.isdecimal():
            continue
        with contextlib.suppress(OSError):
            with open(f"/proc/{name}/stat", "rb") as file:
                # The name of a process may hold anything, brackets too.
                stat = file.read(4096).rpartition(b")")[2].split()
            if len(stat) < 20 or master not in (int(name), int(stat[1])):
                continue
            with open(f"/proc/{name}/cmdline", "rb") as file:
                title = file.read(4096).replace(b"\0", b" ").decode("utf-8", "replace")
            rows.append((Worker(int(name), int(stat[19])), int(stat[1]), title.strip()))
    return rows
