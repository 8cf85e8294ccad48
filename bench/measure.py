"""Runs whole processes and measures what each cost: processor time and peak memory.

Processor time, of user and system together, and the least of several runs: on a
machine that others use too, it says what the clock on the wall does not.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

GIVE_UP = 600.0  # seconds one process may take


@dataclass(frozen=True)
class Cost:
    """What one command cost: processor seconds, peak resident memory, and how it ended."""

    seconds: float
    peak_mb: float
    code: int

    def require(self, *codes: int) -> Cost:
        """Return this cost if the command ended as it should; a failed run measures nothing."""
        if self.code not in codes:
            raise SystemExit(f"bench: a measured command ended with {self.code}, not {codes}")
        return self


def cost(command: Sequence[str], times: int = 1) -> Cost:
    """Run a command some times, after one run that warms the caches when there are many."""
    if times > 1:
        _once(command)
    runs = [_once(command) for _ in range(times)]
    return Cost(
        seconds=min(run.seconds for run in runs),
        peak_mb=max(run.peak_mb for run in runs),
        code=max(runs, key=lambda run: abs(run.code)).code,
    )


def _once(command: Sequence[str]) -> Cost:
    null = subprocess.DEVNULL
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(command, stdin=null, stdout=null, stderr=complaints)
        timer = threading.Timer(GIVE_UP, process.kill)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = usage.ru_utime + usage.ru_stime
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        complaints.seek(0)
        if b"Traceback" in complaints.read():  # Python ends with 1 then, as findings do
            raise SystemExit(f"bench: {' '.join(command)} crashed")
    return Cost(seconds, usage.ru_maxrss / 1024, process.returncode)
