"""Which process this is, said so that others can tell later whether it lives."""

import contextlib
import os
import socket
from pathlib import Path
from typing import NamedTuple

_PROC = Path("/proc")


class Process(NamedTuple):
    """One process of one machine; "" where the system does not say.

    ``host`` is for people.  ``machine`` and ``boot`` are ids of the machine and of its run,
    ``space`` of the namespace in which ``pid`` counts; ``started`` is the time of its start
    in ticks since that boot, which tells a process from a later one with the same pid.
    """

    host: str
    machine: str
    boot: str
    space: str
    pid: int
    started: str


def this_process() -> Process:
    """The process that asks."""
    pid = os.getpid()
    space = ""
    with contextlib.suppress(OSError):
        space = os.readlink(_PROC / "self/ns/pid")
    return Process(
        host=socket.gethostname(),
        machine=_line("/etc/machine-id"),
        boot=_line("/proc/sys/kernel/random/boot_id"),
        space=space,
        pid=pid,
        started=_started(pid),
    )


def lives(other: Process, here: Process) -> bool | None:
    """Say whether a process still runs, as seen from ``here``; None when that cannot be known."""
    if (other.host, other.machine) != (here.host, here.machine):
        return None
    if other.boot != here.boot:
        # Without an id of the machine, another one may have the same name.
        return False if here.machine and here.boot and other.boot else None
    if other.space != here.space:
        return None
    try:
        os.kill(other.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return _started(other.pid) == other.started


def _started(pid: int) -> str:
    """When a process started; "" where that is not known, "ended" for one that only waits."""
    try:
        stat = (_PROC / str(pid) / "stat").read_bytes()
    except OSError:
        return ""
    # The name of the program comes first, in brackets, and may hold anything.
    fields = stat.rpartition(b")")[2].split()
    return "ended" if fields[0] in (b"Z", b"X") else fields[19].decode()


def _line(path: str) -> str:
    with contextlib.suppress(OSError):
        return Path(path).read_text("utf-8", "replace").strip()
    return ""
