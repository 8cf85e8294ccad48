"""Plays every server of every pool, in the loop that the client runs in."""

import asyncio
import contextlib
import resource
import socket
from collections.abc import Mapping
from itertools import count
from types import TracebackType
from typing import Self

from steelyard.dialects.sandbox import Endpoint
from steelyard.prove.behaviour import Arrival, Behaviour, Contact, Key
from steelyard.prove.standin_protocol import Connection
from steelyard.prove.standin_state import StandIn

BACKLOG = 1024
FILES = 16384
"""Open files that are asked for: a stand-in has one, and one for each connection."""


class StandIns:
    """Servers that know what came to them; use it in an ``async with`` statement.

    ``arrivals`` are requests that carry an identity, ``checks`` those that do not,
    ``contacts`` connections that spoke no HTTP; all in order, numbered together.
    """

    def __init__(self, servers: Mapping[Key, Endpoint]) -> None:
        self.arrivals: list[Arrival] = []
        self.checks: list[Arrival] = []
        self.contacts: list[Contact] = []
        self._numbers = count(1)
        self._endpoints = dict(servers)
        self._standins = {
            key: StandIn(key, self._record, self._numbers.__next__) for key in servers
        }
        self._listening: dict[Key, asyncio.Server] = {}

    async def open(self) -> Self:
        """Listen, as every one of them."""
        _allow_files()
        try:
            for key in self._standins:
                await self._listen(key)
        except BaseException:
            await self.close()
            raise
        return self

    def behaviour(self, key: Key) -> Behaviour:
        """How this one behaves now."""
        return self._standins[key].behaviour

    async def behave(self, key: Key, behaviour: Behaviour) -> None:
        """Behave so from the next request on; those under way are answered as before."""
        self._standins[key].behave(behaviour)
        if behaviour.refuse:
            self._refuse(key)
        elif key not in self._listening:
            await self._listen(key)

    def clear(self) -> None:
        """Forget who came; the numbers go on."""
        self.arrivals.clear()
        self.checks.clear()
        self.contacts.clear()

    async def close(self) -> None:
        """Listen no more, and throw everybody out."""
        for key in self._standins:
            self._refuse(key)
        # Transports tell of their end in the next round of the loop.
        await asyncio.sleep(0)

    async def __aenter__(self) -> Self:
        return await self.open()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    def _record(self, one: Arrival | Contact) -> None:
        if isinstance(one, Contact):
            self.contacts.append(one)
        elif one.identity:
            self.arrivals.append(one)
        else:
            self.checks.append(one)

    async def _listen(self, key: Key) -> None:
        loop = asyncio.get_running_loop()
        standin = self._standins[key]
        endpoint = self._endpoints[key]
        # Named: asyncio sends small answers at once (TCP_NODELAY) only on what is known as TCP.
        door = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            # A stand-in that refused comes back to where its old connections still fade.
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind((endpoint.address, endpoint.port))
            door.setblocking(False)
            self._listening[key] = await loop.create_server(
                lambda: Connection(standin, loop), sock=door, backlog=BACKLOG
            )
        except BaseException:
            door.close()
            raise

    def _refuse(self, key: Key) -> None:
        server = self._listening.pop(key, None)
        if server is not None:
            server.close()
        for guest in list(self._standins[key].guests):
            guest.abort()


def _allow_files() -> None:
    """Raise the soft limit of open files, usually 1024, as far as needed and allowed."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
