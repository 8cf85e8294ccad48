"""Which NGINX workers serve, and whether a reload took place.

A reload makes the master start new workers and then tell the old ones to finish; these
show it in their title.  A configuration that is refused changes nothing but the error log:
a line with ``[emerg]``.  Nothing counts reloads.
"""

import re

from steelyard.dialects.runtime import Confirmation, LiveError, Standing, Worker

LISTING = "ps -e -o pid=,ppid=,args="
"""What to run where only a shell can be asked; it tells no start times."""

_LINE = re.compile(r"\s*(\d{1,10})\s+(\d{1,10})\s+(\S.*)")
_GRAVE = re.compile(r"\[(?:emerg|alert|crit)\]")
_EMERG = "[emerg]"
_DIED = re.compile(r"worker process \d+ exited (?:on signal|with (?:fatal )?code)")

MASTER = "nginx: master process"
WORKER = "nginx: worker process"
LEAVING = "is shutting down"

LARGEST = 8 * 1024 * 1024
"""Characters of a listing."""


def listed(text: str, master: int, complaints: tuple[str, ...] = ()) -> Standing:
    """The processes of one master in what `LISTING` prints; raises `LiveError`."""
    if len(text) > LARGEST:
        raise LiveError(f"the listing of processes has more than {LARGEST} characters")
    rows = []
    for line in text.split("\n"):
        found = _LINE.fullmatch(line)
        if found is not None:
            rows.append((Worker(int(found[1])), int(found[2]), found[3]))
    return standing(rows, master, complaints)


def standing(
    rows: list[tuple[Worker, int, str]], master: int, complaints: tuple[str, ...] = ()
) -> Standing:
    """The processes of one master among ``rows``: process, parent, title.

    ``master`` is the number in the pid file.  `LiveError` when it is not there.
    """
    found = next((row for row in rows if row[0].pid == master), None)
    if found is None:
        raise LiveError(f"process {master} of the pid file does not run")
    if not found[2].startswith(MASTER):
        raise LiveError(f"process {master} of the pid file is no NGINX master")
    own = [(row[0], row[2]) for row in rows if row[1] == master and row[2].startswith(WORKER)]
    leaving = frozenset(worker for worker, title in own if LEAVING in title)
    return Standing(
        frozenset(worker for worker, _ in own) - leaving,
        leaving,
        found[0],
        complaints=complaints,
    )


def masters(text: str) -> list[int]:
    """The masters in what `LISTING` prints, in its order: for those without a pid file."""
    found = (_LINE.fullmatch(line) for line in text.split("\n"))
    return [int(row[1]) for row in found if row is not None and row[3].startswith(MASTER)]


def complaints(log: str) -> tuple[str, ...]:
    """The grave lines of an error log: ``emerg``, ``alert``, ``crit``."""
    return tuple(line for line in log.split("\n") if _GRAVE.search(line))


def confirmed(before: Standing, after: Standing) -> Confirmation:
    """Whether a reload that was ordered after ``before`` has taken place.

    ``after.complaints`` are those since ``before``.  Every worker must be a new one; one
    that died and was replaced looks like that where there is only one, and is told by the
    error log.
    """
    emerg = next((line for line in after.complaints if _EMERG in line), "")
    if emerg:
        return Confirmation("no", f"NGINX refused: {emerg.partition(_EMERG)[2].strip()}")
    died = next((line for line in after.complaints if _DIED.search(line)), "")
    if died:
        return Confirmation("no", f"A worker died: {died.strip()}")
    if not after.workers:
        return Confirmation("not yet", "No worker serves.")
    stayed = after.workers & before.workers
    if stayed:
        count = f"{len(stayed)} of {len(after.workers)}"
        return Confirmation("not yet", f"Workers of before serve still: {count}.")
    if before.master != after.master:
        return Confirmation("yes", "The master is another one: the service was restarted.")
    return Confirmation("yes", "All workers are new, and the error log is silent.")
