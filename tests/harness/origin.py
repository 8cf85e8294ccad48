"""Tiny HTTP/1.1 servers that answer every request with their own name.

    with Origins(["a", "b"]) as origins:
        origins.port("a")      # 127.0.0.1
        origins["a"].delay = 0.2
        origins["a"].requests  # how many it answered

One thread serves all of them. The name is the body and the header `X-Origin`.
Requests may be pipelined; a body is read by its Content-Length only.
"""

import asyncio
import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_START_SECONDS = 10


@dataclass
class Origin:
    """One server: how it shall answer, and what it saw."""

    name: str
    port: int = 0
    status: int = 200
    delay: float = 0.0  # seconds before each answer
    requests: int = 0
    last: bytes = b""  # head of the latest request

    def answer(self) -> bytes:
        """Return the response of this moment."""
        body = self.name.encode()
        head = f"HTTP/1.1 {self.status} X\r\nX-Origin: {self.name}\r\nContent-Length: {len(body)}"
        return head.encode() + b"\r\n\r\n" + body


class Origins:
    """Several origins on free ports of 127.0.0.1; use it in a `with` statement."""

    def __init__(self, names: Iterable[str]) -> None:
        self._origins = {name: Origin(name) for name in names}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __getitem__(self, name: str) -> Origin:
        return self._origins[name]

    def port(self, name: str) -> int:
        """Return the port that the origin listens on."""
        return self._origins[name].port

    def counts(self) -> dict[str, int]:
        """Return how many requests each answered."""
        return {name: origin.requests for name, origin in self._origins.items()}

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(_START_SECONDS)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(_START_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_START_SECONDS)
        self._loop.close()

    async def _listen(self) -> None:
        self._servers = []
        self._connections: set[asyncio.Transport] = set()
        for origin in self._origins.values():
            server = await self._loop.create_server(
                lambda origin=origin: _Connection(origin, self._connections), "127.0.0.1", 0
            )
            origin.port = server.sockets[0].getsockname()[1]
            self._servers.append(server)

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        for transport in list(self._connections):
            transport.abort()
        await asyncio.sleep(0)


class _Connection(asyncio.Protocol):
    """Reads heads, skips bodies, answers in order."""

    def __init__(self, origin: Origin, connections: set[asyncio.Transport]) -> None:
        self._origin = origin
        self._connections = connections
        self._pending = b""
        self._later = 0.0  # answers with a delay keep their order

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._connections.add(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.discard(self._transport)

    def data_received(self, data: bytes) -> None:
        self._pending += data
        while (end := self._pending.find(b"\r\n\r\n")) >= 0:
            head = self._pending[:end]
            length = _LENGTH.search(head)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._pending) < whole:
                return
            self._pending = self._pending[whole:]
            self._origin.last = head
            self._answer()

    def _answer(self) -> None:
        if not self._origin.delay:
            self._write()
            return
        loop = asyncio.get_running_loop()
        self._later = max(self._later, loop.time()) + self._origin.delay
        loop.call_at(self._later, self._write)

    def _write(self) -> None:
        self._origin.requests += 1
        if not self._transport.is_closing():
            self._transport.write(self._origin.answer())
