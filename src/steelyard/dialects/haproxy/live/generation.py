"""Which HAProxy process serves, and whether a reload took place.

Management guide 9.4 (master CLI) and 4 (reloading).  Measured on 2.6.12: a failed reload
raises ``reloads`` too, and ``failed`` with it; the worker stays.  The next good one sets
``failed`` back to 0.  The command ``reload`` answers nothing, and while the master runs
itself anew nobody may answer at all: ask again.
"""

import re

from steelyard.dialects.haproxy.live.answers import number, shown, unexpected
from steelyard.dialects.runtime import Confirmation, LiveError, Standing, Worker

_FAILED = re.compile(r"(\d{1,9}) \[failed: (\d{1,9})\]")


def processes(proc: str) -> Standing:
    """The answer of the master to ``show proc``; raises `LiveError`.

    Workers have no start time here: see `alone` for that.  Programs that the master runs
    besides are passed over.
    """
    lines = proc.split("\n")
    if not lines[0].startswith("#<PID>"):
        raise unexpected(proc, "show proc")
    if not proc.endswith("\n\n"):
        raise LiveError(f"the answer to 'show proc' is cut off: {shown(lines[-1])}")
    part, found = "", {"workers": set[Worker](), "old workers": set[Worker]()}
    master, reloads, failed = None, 0, 0
    for line in lines[1:]:
        if line.startswith("#"):
            part = line[1:].strip()
            continue
        columns = re.split(r" {2,}|\t+", line.strip())
        if len(columns) < 3:
            continue
        worker = Worker(number(columns[0], "<PID>"))
        if columns[1] == "master":
            master = worker
            reloads, failed = _reloads(columns[2])
        elif columns[1] == "worker" and part in found:
            found[part].add(worker)
    if master is None:
        raise LiveError("the answer to 'show proc' names no master")
    return Standing(
        frozenset(found["workers"]), frozenset(found["old workers"]), master, reloads, failed
    )


def alone(generation: str) -> Standing:
    """An HAProxy without a master, by the generation of its snapshot."""
    pid, _, started = generation.partition("@")
    return Standing(frozenset({Worker(int(pid), int(started or 0))}))


def _reloads(text: str) -> tuple[int, int]:
    """``3 [failed: 1]``; before 2.5 the second number was not told."""
    found = _FAILED.fullmatch(text)
    if found is not None:
        return int(found[1]), int(found[2])
    raise LiveError(
        f"the master does not tell failed reloads ({shown(text)}): HAProxy 2.5 or newer is needed"
    )


def confirmed(before: Standing, after: Standing) -> Confirmation:
    """Whether a reload that was ordered after ``before`` has taken place.

    With a master: its reloads rose, none of the latest failed, and another worker serves.
    Without one: another process answers.
    """
    if before.master is not None and after.master is not None:
        if before.master == after.master:
            return _by_counter(before, after)
        return _by_process(before, after, "The master is another one: the service was restarted.")
    return _by_process(before, after, "Another process answers.")


def _by_counter(before: Standing, after: Standing) -> Confirmation:
    """The same master before and after."""
    if None in (before.reloads, after.reloads, after.failed):
        return Confirmation("no", "The master does not tell its reloads.")
    ordered = (after.reloads or 0) - (before.reloads or 0)
    if ordered < 0:
        return Confirmation("no", "The master's reloads went back: it began anew in between.")
    if ordered == 0:
        return Confirmation("not yet", "The master has not been told to reload.")
    if after.failed:
        return Confirmation(
            "no", f"The reload failed: the master counts {after.failed} failed in a row."
        )
    if not after.workers:
        return Confirmation("not yet", "The master reloads: no worker serves yet.")
    if after.workers & before.workers:
        return Confirmation("not yet", "The worker of before serves still.")
    others = f" Somebody ordered {ordered - 1} more meanwhile." if ordered > 1 else ""
    return Confirmation("yes", f"A new worker serves, and no reload failed.{others}")


def _by_process(before: Standing, after: Standing, why: str) -> Confirmation:
    """Nothing counts reloads: only the processes tell."""
    if not after.workers:
        return Confirmation("not yet", "No process serves.")
    if after.workers & before.workers:
        return Confirmation("not yet", "The process of before serves still.")
    return Confirmation("yes", why)
