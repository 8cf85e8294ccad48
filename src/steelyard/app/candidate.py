"""A configuration that can be run in a sandbox of its own, with the plan of its proof."""

import asyncio
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from random import Random

from steelyard.app.loading import Reading, read_gateway
from steelyard.core.errors import UsageError
from steelyard.core.record import record, replace
from steelyard.core.source import SourceTree
from steelyard.dialects import registry
from steelyard.dialects.sandbox import Room, Sandbox
from steelyard.model.gateway import Bind, Gateway
from steelyard.prove.address import Address
from steelyard.prove.asking import ask
from steelyard.prove.boxed import boxed
from steelyard.prove.plan import Plan, PlannedLane, make_plan
from steelyard.prove.program import ask_version, find_program
from steelyard.prove.reaper import Reaper
from steelyard.prove.seen import Seen
from steelyard.prove.site import at_work, furnish


@record
class Candidate:
    """What is run: ``program`` at ``executable``, of ``version``.

    ``plan`` is that of the gateway as it stands in the sandbox; None where the
    sandbox refuses to run it (`Sandbox.refused`).
    """

    gateway: Gateway
    program: str
    executable: str
    version: tuple[int, ...]
    room: Room
    sandbox: Sandbox
    reaper: Reaper
    plan: Plan | None = None

    def ask(self, lanes: Sequence[PlannedLane], patience: int = 1) -> list[Seen]:
        """Starts the program, asks it, and ends it; ``patience``: so many times slower."""

        async def asked() -> list[Seen]:
            async with at_work(
                self.executable, self.gateway, self.room, self.sandbox, self.reaper, time.time()
            ) as site:
                return await ask(site, lanes, patience)

        return asyncio.run(asked())


@contextmanager
def candidate(path: str, reading: Reading, chance: Random) -> Iterator[Candidate]:
    """The configuration at ``path``, with an address and a folder that are gone afterwards.

    Raises `steelyard.core.errors.SteelyardError` when it cannot be read or run.
    """
    tree = SourceTree(path, reading.root)
    name = reading.dialect or registry.recognise(tree)
    runnable = registry.runnable(name)
    if runnable is None:
        raise UsageError(f"configurations of {name} cannot be run in a sandbox yet")
    executable = find_program(runnable.PROGRAM)
    version = runnable.version(ask_version(executable, runnable.VERSION))
    # What is held against the program is the Forecast for just its version.
    gateway = read_gateway(tree, replace(reading, dialect=name, version=version or reading.version))
    with Address.claim(chance) as address, Reaper() as reaper:
        room, sandbox = furnish(
            tree, gateway, runnable, address, reaper.folder, reading.environment
        )
        found = Candidate(gateway, runnable.PROGRAM, executable, version, room, sandbox, reaper)

        def anywhere(bind: Bind) -> bool:
            endpoint = room.listeners.get((bind.address, bind.port, bind.transport))
            return endpoint in sandbox.proxied

        if not sandbox.refused:
            standing = boxed(gateway, room.servers, os.cpu_count() or 1)
            found.plan = make_plan(standing, anywhere, sandbox.files.values())
        yield found
