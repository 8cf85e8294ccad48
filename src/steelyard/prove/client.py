"""Sends requests to the listeners of a sandbox, as their clients would."""

import asyncio
import contextlib
import errno
import socket
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from steelyard.core.record import frozen
from steelyard.prove.call import Answer, Call
from steelyard.prove.client_http1 import Http1
from steelyard.prove.client_http2 import Http2
from steelyard.prove.client_tls import HTTP1, HTTP2, context, named
from steelyard.prove.errors import SandboxError

AT_ONCE = 64
_OURS = {errno.EMFILE, errno.ENFILE, errno.EADDRNOTAVAIL, errno.ENOBUFS, errno.ENOMEM}
"""Errors of this machine, which say nothing of the peer."""


@frozen
class Lane:
    """Calls one after the other; ``keep``: on one connection as long as the peer keeps it.

    ``pause`` in seconds after each answer.
    """

    calls: Sequence[Call]
    keep: bool = False
    pause: float = 0.0


class Session:
    """One client that keeps its connection, and makes another when it must.

    A request that was lost with a kept connection is not sent again: it may have arrived.
    """

    def __init__(self) -> None:
        self._line: Http1 | Http2 | None = None
        self._last: Call | None = None

    async def ask(self, call: Call) -> Answer:
        """Send one request and wait for its answer; whatever the peer does is an answer."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        until = started + call.timeout
        try:
            line = await self._connected(call, until)
            return await line.exchange(call, until)
        except TimeoutError:
            self.close()
            return Answer(None, seconds=loop.time() - started, why="no connection in time")
        except OSError as error:
            self.close()
            if error.errno in _OURS:
                raise SandboxError(f"cannot connect to {call.endpoint}: {error.strerror}") from None
            why = error.strerror or type(error).__name__
            return Answer(None, closed=True, seconds=loop.time() - started, why=why)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End the connection."""
        if self._line is not None:
            self._line.close()
        self._line = None

    async def _connected(self, call: Call, until: float) -> Http1 | Http2:
        """The connection of the call before, or a new one."""
        line, last, self._last = self._line, self._last, call
        if line is not None and line.open and last is not None and last.shares_connection(call):
            return line
        self.close()
        async with asyncio.timeout_at(until):
            self._line = await _connect(call, until)
        return self._line

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
        # The transport gives its socket back in the next round of the loop.
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(0)


async def ask(call: Call) -> Answer:
    """Send one request on a connection of its own."""
    async with Session() as session:
        return await session.ask(call)


async def ask_all(lanes: Sequence[Lane], at_once: int = AT_ONCE) -> list[list[Answer]]:
    """Go through the lanes, so many at a time; when this is cancelled all of them end."""
    free = asyncio.Semaphore(at_once)

    async def follow(lane: Lane) -> list[Answer]:
        async with free:
            answers = []
            async with Session() as session:
                for call in lane.calls:
                    answers.append(await session.ask(call) if lane.keep else await ask(call))
                    if lane.pause:
                        await asyncio.sleep(lane.pause)
            return answers

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(follow(lane)) for lane in lanes]
    return [task.result() for task in tasks]


async def _connect(call: Call, until: float) -> Http1 | Http2:
    """A connection that has said all that comes before the first request."""
    loop = asyncio.get_running_loop()
    # Named: asyncio sends small requests at once (TCP_NODELAY) only on what is known as TCP.
    plain = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        plain.setblocking(False)
        await loop.sock_connect(plain, (call.endpoint.address, call.endpoint.port))
        preface = call.preface()
        if preface:
            await loop.sock_sendall(plain, preface)
        line: Http1 | Http2 = Http2() if call.http2 else Http1()
        if call.secure:
            with named():
                await loop.create_connection(
                    lambda: line,
                    sock=plain,
                    ssl=context(HTTP2 if call.http2 else HTTP1, call.certificate),
                    server_hostname=call.request.server_name,
                    ssl_handshake_timeout=max(0.001, until - loop.time()),
                )
        else:
            await loop.create_connection(lambda: line, sock=plain)
        return line
    except BaseException:
        plain.close()
        raise
