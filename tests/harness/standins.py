"""Stand-ins on an address of their own, and plain sockets to talk to them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from random import Random

from steelyard.dialects.sandbox import Endpoint
from steelyard.prove.address import Address
from steelyard.prove.behaviour import Key
from steelyard.prove.standin import StandIns

SECONDS = 5


@dataclass
class Players:
    """The stand-ins, where each listens, and the address that they share."""

    standins: StandIns
    servers: dict[Key, Endpoint]
    address: Address

    async def say(self, data: bytes, index: int = 0, pool: str = "web") -> bytes:
        """Send bytes, and no more; return all that comes until the connection is closed."""
        async with self.connected(index, pool) as (reader, writer):
            writer.write(data)
            if writer.can_write_eof():
                writer.write_eof()
            return await asyncio.wait_for(reader.read(), SECONDS)

    @contextlib.asynccontextmanager
    async def connected(
        self, index: int = 0, pool: str = "web"
    ) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        """One connection."""
        endpoint = self.servers[pool, index]
        reader, writer = await asyncio.open_connection(endpoint.address, endpoint.port)
        try:
            yield reader, writer
        finally:
            writer.close()


@contextlib.asynccontextmanager
async def players(count: int = 2) -> AsyncIterator[Players]:
    """So many servers of the pool ``web``."""
    with Address.claim(Random()) as address:
        servers: dict[Key, Endpoint] = {("web", index): address.take() for index in range(count)}
        async with StandIns(servers) as standins:
            yield Players(standins, servers, address)


def get(target: str = "/", identity: str = "1", *lines: str) -> bytes:
    """A request that carries an identity."""
    head = [f"GET {target} HTTP/1.1", "Host: test", *lines]
    if identity:
        head.append(f"X-Steelyard-Request: {identity}")
    return "\r\n".join([*head, "", ""]).encode()
