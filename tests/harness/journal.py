"""Processes that write a journal, and are killed while they do."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from steelyard.journal.event import Entry
from steelyard.journal.store import Journal


class Writer:
    """A process of its own that runs ``work`` with a function that tells us a number."""

    def __init__(self, work: Callable[[Callable[[int], None]], None]) -> None:
        self._reading, writing = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            self._run(work, writing)
        os.close(writing)

    def _run(self, work: Callable[[Callable[[int], None]], None], pipe: int) -> NoReturn:
        code = 1
        try:
            work(lambda number: os.write(pipe, b"%d\n" % number) and None)
            code = 0
        finally:
            os._exit(code)

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def ended(self) -> tuple[int, list[int]]:
        """How it ended, and what it told."""
        with os.fdopen(self._reading, "rb") as pipe:
            numbers = [int(line) for line in pipe.read().splitlines()]
        return os.waitpid(self.pid, 0)[1], numbers


def told(rollout: str, i: int, at: float = 0.0) -> Entry:
    """The i-th event of a rollout; large enough that pages fill quickly."""
    data = {"i": i, "text": "what was seen " * (i % 40)}
    return Entry("step.started", at, "joe", rollout, "edge-1", "ab12", data)


def appending(folder: Path, rollout: str, count: int) -> Callable[[Callable[[int], None]], None]:
    """What a writer does: open, and append; it tells the number of each acknowledged event."""

    def work(tell: Callable[[int], None]) -> None:
        with Journal(folder) as journal:
            for i in range(count):
                tell(journal.append(told(rollout, i)).number)

    return work
