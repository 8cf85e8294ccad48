"""The lab as a whole: a database, application processes, a load balancer, and their end."""

from __future__ import annotations

import asyncio
import contextlib
import re
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from examples.shop.site import balancer, database, postgres
from examples.shop.site.balancer import SITE, STATISTICS, Balancer
from examples.shop.site.pools import LIMITS, PLACES, pool_of
from examples.shop.site.processes import Child, PortBlock

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

ROOT = Path(__file__).resolve().parents[3]
LOOK_EVERY = 0.05  # seconds between two looks at the servers


@dataclass(frozen=True)
class Plan:
    """What to start."""

    kind: str = "haproxy"
    configuration: str = balancer.GOOD
    database: str = ""  # a URL; empty: an SQLite file; postgresql: a server of the lab's own
    restart_after: float | None = None  # seconds; None leaves the dead dead
    first_port: int | None = None


@dataclass(frozen=True)
class Death:
    """A server that died, and when."""

    server: str
    at: float
    code: int


@dataclass
class Lab:
    """Everything that runs; use it in a `with` statement, so that it ends."""

    plan: Plan
    folder: Path
    clock: Callable[[], float]
    deaths: list[Death] = field(default_factory=list)
    servers: dict[str, Child] = field(default_factory=dict)

    def __enter__(self) -> Self:
        balancer.find(self.plan.kind)
        (self.folder / "logs").mkdir(parents=True, exist_ok=True)
        self.database = self.plan.database or str(self.folder / "shop.sqlite")
        self._server: Child | None = None  # of the database, when it is the lab's own
        places = [SITE, STATISTICS, postgres.PLACE, *PLACES.values()]
        self.ports = PortBlock(places, self.plan.first_port)
        self.balancer = Balancer(self.plan.kind, self.folder, self.ports)
        try:
            self._start()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    @property
    def url(self) -> str:
        """Where the site is."""
        return f"http://127.0.0.1:{self.ports[SITE]}"

    @property
    def statistics(self) -> str:
        """Where the load balancer tells about itself."""
        return f"http://127.0.0.1:{self.ports[STATISTICS]}"

    @property
    def shown_database(self) -> str:
        """The database, without the password that its URL may hold."""
        return re.sub(r"//[^@/]*@", "//", self.database)

    def alive(self, server: str) -> bool:
        """Say whether a server's process runs."""
        return self.servers[server].exit_code() is None

    def pids(self) -> list[int]:
        """Return the processes of the site that are known here."""
        children = list(self.servers.values())
        if self.balancer.child:
            children.append(self.balancer.child)
        return [child.pid for child in children]

    async def supervise(self) -> None:
        """Note servers that die, and start them again if the plan says so; never returns."""
        dead: dict[str, float] = {}
        while True:
            for name, child in list(self.servers.items()):
                code = child.exit_code()
                if code is None:
                    continue
                if name not in dead:
                    dead[name] = self.clock()
                    self.deaths.append(Death(name, dead[name], code))
                after = self.plan.restart_after
                if after is not None and self.clock() - dead[name] >= after:
                    del dead[name]
                    self._start_server(name)
            await asyncio.sleep(LOOK_EVERY)

    def _start(self) -> None:
        if self.database == postgres.OWN:
            self._server, self.database = postgres.start(self.folder, self.ports)
        database.create(self.database)
        for name in PLACES:
            self._start_server(name)
        for name, place in PLACES.items():
            self.servers[name].await_port(self.ports[place])
        self.balancer.write(self.plan.configuration)
        self.balancer.start()

    def _start_server(self, name: str) -> None:
        limits = LIMITS[pool_of(name)]
        options = {
            "name": name,
            "port": self.ports[PLACES[name]],
            "database": self.database,
            "workers": limits.workers,
            "queue": limits.queue,
            "patience": limits.patience,
        }
        command = [sys.executable, "-m", "examples.shop.site.app"]
        command += [part for key, value in options.items() for part in (f"--{key}", str(value))]
        log = self.folder / "logs" / f"{name}.log"
        self.servers[name] = Child(name, command, ROOT, log, signal.SIGKILL)

    def _end(self) -> None:
        children = list(self.servers.values())
        if self.balancer.child:
            children.insert(0, self.balancer.child)
        for child in children:
            child.ask_to_end()
        if self._server:
            children.append(self._server)
        for child in children:
            with contextlib.suppress(OSError):
                child.end()
        self.ports.release()
