"""Becomes a program that dies with its parent, after telling the reaper its process group.

    python -I -S launch.py PARENT PIPE PROGRAM [ARGUMENT]...

A script of its own rather than ``preexec_fn``: that runs between fork and exec, where
a parent with threads may hang, and makes a copy of a large parent.
"""

import contextlib
import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(parent: int, pipe: int, command: list[str]) -> None:
    """Tell, tie, and become the program."""
    # Told before the program runs: no moment is left in which nobody knows of it.
    with contextlib.suppress(OSError):
        os.write(pipe, b"group %d\n" % os.getpid())
    os.close(pipe)
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        return
    # Python ignores the first two, a shell the others in its background jobs; what is
    # ignored stays so in the program.
    for number in (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)
    try:
        os.execv(command[0], command)
    except OSError as error:
        sys.exit(f"{command[0]}: {error.strerror}")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
