"""One connection of HTTP/1, or of plain bytes."""

import asyncio

from steelyard.prove.answer_reader import AnswerReader
from steelyard.prove.call import Answer, Call, raw
from steelyard.prove.client_tls import client_hello


class Http1(asyncio.Protocol):
    """Sends one request at a time and reads its answer."""

    def __init__(self) -> None:
        self.open = False
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._reader: AnswerReader | None = None
        self._waiter: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection stands."""
        assert isinstance(transport, asyncio.Transport)
        self._transport, self.open = transport, True

    def data_received(self, data: bytes) -> None:
        """A part of an answer, or something nobody asked for."""
        if self._reader is None:
            self.close()
            return
        self._reader.feed(data)
        if self._reader.done:
            self._wake()

    def eof_received(self) -> None:
        """The peer sends no more: the connection is closed at once."""

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self.open = False
        if self._reader is not None:
            self._reader.ended("reset" if isinstance(exc, ConnectionResetError) else "")
        self._wake()

    async def exchange(self, call: Call, until: float) -> Answer:
        """Ask, and wait for the whole answer, at most until that time of the loop."""
        started = self._loop.time()
        self._reader = reader = AnswerReader(call.request.method)
        self._waiter = self._loop.create_future()
        sent = client_hello(call.request.server_name) if call.hello else _bytes(call)
        if self._transport is None or not self.open:
            reader.ended()
        else:
            self._transport.write(sent)
            try:
                async with asyncio.timeout_at(until):
                    await self._waiter
            except TimeoutError:
                self.close()
        self._reader = self._waiter = None
        answer = reader.answer(self._loop.time() - started)
        if answer.closed or answer.status is None:
            self.close()
        return answer

    def close(self) -> None:
        """End it without ceremony: TLS would wait for the peer's farewell."""
        self.open = False
        if self._transport is not None:
            self._transport.abort()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


def _bytes(call: Call) -> bytes:
    return raw(call.request, call.identity)
