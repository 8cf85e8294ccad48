"""Runs the command line in this process, as a test sees it."""

import contextlib
import io
from dataclasses import dataclass

from steelyard.cli.main import main


@dataclass
class Ran:
    """How a run ended: exit code and both outputs."""

    code: int
    out: str
    err: str


def steelyard(*words: str) -> Ran:
    """One run of the program."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = main([str(word) for word in words])
        except SystemExit as ended:
            code = int(ended.code or 0)
    return Ran(code, out.getvalue(), err.getvalue())


def refused(*words: str) -> str:
    """The one line on standard error of a question that cannot be answered."""
    ran = steelyard(*words)
    assert ran.code == 2, (ran.code, ran.out, ran.err)
    assert len(ran.err.splitlines()) == 1, ran.err
    assert ran.err.startswith("steelyard: ")
    return ran.err.removeprefix("steelyard: ").rstrip("\n")
