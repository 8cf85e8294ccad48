"""Makes a folder, waits until its pipe closes, kills what it was told of, removes the folder.

    python -I -S reap.py PARENT_FOLDER < pipe

It prints the path of the folder. On the pipe come lines: ``group N`` (a process group
to kill), ``forget N`` (it is gone, its number may be somebody else's soon). The pipe
closes when Steelyard ends, in whatever way: nobody else holds its other end.
"""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Collection

SECONDS = 5.0
PAUSE = 0.005


def main(parent: str) -> None:
    """Live longer than the process that started this one, and clean up after it."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(number, signal.SIG_IGN)
    folder, groups = _make_folder(parent), set[int]()
    try:
        # The other side may be dead already; then the pipe is closed too.
        with contextlib.suppress(OSError):
            os.write(1, os.fsencode(folder))
        os.close(1)
        _listen(groups)
    finally:
        clean(groups, folder)


def clean(groups: Collection[int], folder: str) -> None:
    """Kill the groups and remove the folder; what dies may still write, so several times."""
    end = time.monotonic() + SECONDS
    while True:
        left = living(groups)
        for group in left:
            with contextlib.suppress(OSError):
                os.killpg(group, signal.SIGKILL)
        remove(folder)
        if (not left and not os.path.lexists(folder)) or time.monotonic() > end:
            return
        time.sleep(PAUSE)


def living(groups: Collection[int]) -> set[int]:
    """Those of the process groups that have a member which is not merely a zombie."""
    found: set[int] = set()
    if not groups:
        return found
    for name in os.listdir("/proc"):
        if not name.isdecimal():
            continue
        with contextlib.suppress(OSError), open(f"/proc/{name}/stat", "rb") as file:
            # The name of the program may hold anything; the fields come after its last bracket.
            state, _, group = file.read().rpartition(b")")[2].split()[:3]
            if state not in (b"Z", b"X") and int(group) in groups:
                found.add(int(group))
    return found


def remove(folder: str) -> None:
    """Remove the folder and all below it, as far as possible; links are not followed."""
    for where, folders, files in os.walk(folder, topdown=False):
        for name in files:
            with contextlib.suppress(OSError):
                os.unlink(os.path.join(where, name))
        for name in folders:
            path = os.path.join(where, name)
            with contextlib.suppress(OSError):
                os.unlink(path) if os.path.islink(path) else os.rmdir(path)
    with contextlib.suppress(OSError):
        os.rmdir(folder)


def _make_folder(parent: str) -> str:
    """A new folder that only this user enters; its name is short, as paths of sockets must be."""
    while True:
        folder = os.path.join(parent, f"steelyard-{os.urandom(5).hex()}")
        with contextlib.suppress(FileExistsError):
            os.mkdir(folder, 0o700)
            return folder


def _listen(groups: set[int]) -> None:
    """Keep ``groups`` as told until the pipe closes."""
    pending = b""
    while data := os.read(0, 4096):
        *lines, pending = (pending + data).split(b"\n")
        for line in lines:
            word, _, number = line.partition(b" ")
            if number.isdigit() and int(number) > 1:
                (groups.add if word == b"group" else groups.discard)(int(number))


if __name__ == "__main__":
    main(sys.argv[1])
