"""The command line on many inputs in one process with little memory: ``python worker.py``.

Reads lines of JSON (the arguments of one run) from standard input, runs each as
the program would and prints a line of JSON: exit code, both outputs, megabytes.
"""

import contextlib
import io
import json
import resource
import sys
import traceback

from steelyard.cli.main import main
from tests.fuzz.asking import Hang, limit

MEMORY = 3 << 30
"""Address space; numpy's libraries reserve some of it without using it."""


def answer(arguments: list[str]) -> dict[str, object]:
    """One run."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            with limit():
                code: object = main(arguments)
        except SystemExit as done:
            code = done.code
        except (Exception, Hang):  # noqa: BLE001 - to be reported
            code = "crash"
            err.write(traceback.format_exc())
    return {
        "code": code,
        "out": out.getvalue()[:2000],
        "err": err.getvalue()[-4000:],
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
    }


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
        sys.stdout.flush()
