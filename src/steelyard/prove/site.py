"""A sandbox with everything in it: address, folder, stand-ins, and the program that runs."""

import os
import pwd
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from steelyard.core.record import identity
from steelyard.core.source import SourceTree
from steelyard.dialects.sandbox import Endpoint, Room, Runnable, Sandbox
from steelyard.model.gateway import Gateway
from steelyard.prove.address import Address
from steelyard.prove.behaviour import Behaviour
from steelyard.prove.certificate import make_certificate
from steelyard.prove.checks import answering
from steelyard.prove.process import Program
from steelyard.prove.reaper import Reaper
from steelyard.prove.standin import StandIns

CERTIFICATE = "steelyard.pem"


@identity
class Site:
    """A candidate at work in its sandbox."""

    room: Room
    sandbox: Sandbox
    standins: StandIns
    program: Program


def furnish(
    tree: SourceTree,
    gateway: Gateway,
    runnable: Runnable,
    address: Address,
    folder: str,
    environment: Mapping[str, str],
) -> tuple[Room, Sandbox]:
    """A room on an address and in a folder, and the candidate made harmless for it."""
    room = Room(folder, f"{folder}/{CERTIFICATE}", address.take, _root(), environment)
    for name, pool in gateway.pools.items():
        for index in range(len(pool.servers)):
            room.server(name, index)
    return room, runnable.box(tree, gateway, room)


def _root() -> str:
    """The name of root when that is who runs the sandbox, "" for everybody else."""
    return pwd.getpwuid(0).pw_name if os.geteuid() == 0 else ""


@asynccontextmanager
async def at_work(
    path: str, gateway: Gateway, room: Room, sandbox: Sandbox, reaper: Reaper, now: float
) -> AsyncIterator[Site]:
    """Runs the program at ``path`` with its stand-ins, until the end of the ``async with``.

    Raises `steelyard.prove.errors.SandboxError` when it does not start.
    """
    used = any(room.certificate in text for text in sandbox.files.values())
    if used and not os.path.exists(room.certificate):
        names = [name for listener in gateway.listeners for name in listener.names]
        make_certificate(room.certificate, names, now)
    async with StandIns(room.servers) as standins:
        for key in room.servers:
            checks = answering(gateway.pools[key[0]], key[1])
            if checks is not None:
                await standins.behave(key, Behaviour(checks=checks))
        async with Program(path, sandbox, reaper, listening(gateway, room)) as program:
            yield Site(room, sandbox, standins, program)


def listening(gateway: Gateway, room: Room) -> set[Endpoint]:
    """The sockets that a candidate listens on."""
    found = set()
    for listener in gateway.listeners:
        for bind in () if listener.disabled else listener.binds:
            key = (bind.address, bind.port, bind.transport)
            if key in room.listeners and bind.transport != "udp":
                found.add(room.listeners[key])
    return found
