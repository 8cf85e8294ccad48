"""The verb ``prove``: a candidate on the real program, in a sandbox."""

import asyncio
import os
import time
from random import Random

from steelyard.app.loading import Reading, read_gateway
from steelyard.core.errors import UsageError
from steelyard.core.record import replace
from steelyard.core.source import SourceTree
from steelyard.dialects import registry
from steelyard.model.gateway import Bind
from steelyard.prove.address import Address
from steelyard.prove.asking import ask
from steelyard.prove.boxed import boxed
from steelyard.prove.plan import make_plan
from steelyard.prove.program import ask_version, find_program
from steelyard.prove.proof import Proof, prove
from steelyard.prove.reaper import Reaper
from steelyard.prove.seen import Held
from steelyard.prove.site import at_work, furnish

PATIENT = 4
"""How many times slower a contradiction is looked at again."""


def prove_gateway(path: str, reading: Reading, chance: Random) -> Proof:
    """Runs the candidate at ``path`` in a sandbox and holds it against its Forecast.

    Raises `steelyard.core.errors.SteelyardError` when it cannot be read or run.
    """
    started = time.monotonic()
    tree = SourceTree(path, reading.root)
    name = reading.dialect or registry.recognise(tree)
    runnable = registry.runnable(name)
    if runnable is None:
        raise UsageError(f"configurations of {name} cannot be run in a sandbox yet")
    program = find_program(runnable.PROGRAM)
    version = runnable.version(ask_version(program, runnable.VERSION))
    # What is held against the program is the Forecast for just its version.
    gateway = read_gateway(tree, replace(reading, dialect=name, version=version or reading.version))
    with Address.claim(chance) as address, Reaper() as reaper:
        room, sandbox = furnish(tree, gateway, runnable, address, reaper.folder)
        if sandbox.refused:
            proof = Proof(gateway)
        else:

            def anywhere(bind: Bind) -> bool:
                endpoint = room.listeners.get((bind.address, bind.port, bind.transport))
                return endpoint in sandbox.proxied

            standing = boxed(gateway, room.servers, os.cpu_count() or 1)
            plan = make_plan(standing, anywhere)

            async def held(patience: int) -> Proof:
                async with at_work(program, gateway, room, sandbox, reaper, time.time()) as site:
                    return prove(plan, await ask(site, plan.lanes(), patience))

            proof = asyncio.run(held(1))
            if proof.verdict is Held.CONTRADICTED:
                # A busy machine may be late; what is really so shows again.
                proof = asyncio.run(held(PATIENT))
    proof.program, proof.version = runnable.PROGRAM, version
    proof.rewrites, proof.doubts, proof.refused = (
        sandbox.rewrites,
        sandbox.doubts,
        sandbox.refused,
    )
    proof.seconds = time.monotonic() - started
    return proof
