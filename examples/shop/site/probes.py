"""Watches what is innocent: the database and the machine, measured beside the load."""

from __future__ import annotations

import asyncio
import contextlib
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from examples.shop.site import database
from examples.shop.site.processes import cpu_seconds
from examples.shop.site.tally import percentile

if TYPE_CHECKING:
    from collections.abc import Callable

EVERY = 0.1


@dataclass
class Probes:
    """What the database and the machine were like during a run."""

    url: str
    clock: Callable[[], float]
    pids: Callable[[], list[int]]
    queries: list[float] = field(default_factory=list)
    lateness: list[float] = field(default_factory=list)
    _spent: dict[int, float] = field(default_factory=dict)
    _machine: tuple[float, float] = (0.0, 0.0)
    _started: float = 0.0

    async def run(self) -> None:
        """Ask the database and look at the machine until cancelled."""
        self._started, self._machine = self.clock(), _machine_ticks()
        before = {pid: cpu_seconds([pid]) for pid in self._all_pids()}
        while True:
            self.queries.append(await asyncio.to_thread(self._query))
            due = self.clock() + EVERY
            await asyncio.sleep(EVERY)
            self.lateness.append(max(0.0, self.clock() - due))
            for pid in self._all_pids():
                spent = cpu_seconds([pid]) - before.get(pid, 0.0)
                # The dead are no longer there to be asked: what was last seen of them stays.
                self._spent[pid] = max(self._spent.get(pid, 0.0), spent)

    @property
    def query_p95(self) -> float:
        """Seconds that one query took, for the slowest but five of a hundred."""
        return percentile(self.queries, 95)

    @property
    def late_p95(self) -> float:
        """Seconds by which a timer rang too late: what a machine without time to spare shows."""
        return percentile(self.lateness, 95)

    def machine_busy(self) -> float:
        """Return the share of the machine's processors that anything used."""
        busy, whole = (
            now - then for now, then in zip(_machine_ticks(), self._machine, strict=True)
        )
        return busy / whole if whole else 0.0

    def lab_busy(self) -> float:
        """Return the share of the machine's processors that the site and its visitors used."""
        seconds = (self.clock() - self._started) * (os.cpu_count() or 1)
        return sum(self._spent.values()) / seconds if seconds else 0.0

    def _all_pids(self) -> list[int]:
        found = [os.getpid(), *self.pids()]
        for pid in self.pids():
            with contextlib.suppress(OSError):
                children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
                found += [int(child) for child in children]
        return found

    def _query(self) -> float:
        with contextlib.closing(database.connect(self.url)) as link:
            store = database.Store(link)
            began = self.clock()
            store.offers()
            return self.clock() - began


def _machine_ticks() -> tuple[float, float]:
    ticks = [int(part) for part in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    idle = ticks[3] + ticks[4]
    return sum(ticks) - idle, sum(ticks)
