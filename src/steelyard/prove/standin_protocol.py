"""One connection to a stand-in."""

import asyncio

from steelyard.prove.behaviour import Arrival, Contact, server_name
from steelyard.prove.http_body import Body
from steelyard.prove.proxy_header import begins, read_proxy
from steelyard.prove.request_head import Head, may_be_http, read_head
from steelyard.prove.standin_state import StandIn

LONGEST_HEAD = 65536
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Connection(asyncio.Protocol):
    """Reads requests one after the other; the next is looked at once one is answered."""

    __slots__ = (
        "_behaviour", "_body", "_busy", "_ending", "_head", "_loop", "_pending", "_place",
        "_source", "_standin", "_started", "_timer", "_transport",
    )  # fmt: skip

    def __init__(self, standin: StandIn, loop: asyncio.AbstractEventLoop) -> None:
        self._standin = standin
        self._loop = loop
        self._transport: asyncio.Transport | None = None
        self._pending = bytearray()
        self._head: Head | None = None
        self._body: Body | None = None
        self._behaviour = standin.behaviour
        self._busy = False  # a request is being answered
        self._place = False  # it has one of the places that `capacity` counts
        self._ending = False  # the peer sends no more
        self._started = False  # the first bytes were looked at
        self._source = ""
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody connected."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._standin.guests.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Give up the place, or the hope for one."""
        self._transport = None
        self._standin.guests.discard(self)
        if self._timer is not None:
            self._timer.cancel()
        if self._place:
            self._place = False
            self._standin.leave()
        elif self._busy and self in self._standin.waiting:
            self._standin.waiting.remove(self)

    def data_received(self, data: bytes) -> None:
        """More of a request, or of several."""
        self._pending += data
        if not self._busy:
            self._read()
        elif len(self._pending) > LONGEST_HEAD and self._transport is not None:
            self._transport.pause_reading()

    def eof_received(self) -> bool:
        """The peer sends no more; it may still wait for the answer under way."""
        self._ending = True
        if not self._busy and self._pending and self._head is None:
            self._foreign()
        return self._busy and not self._behaviour.hang

    def abort(self) -> None:
        """Throw the peer out."""
        if self._transport is not None:
            self._transport.abort()

    def _read(self) -> None:
        """Take requests out of what came, until one keeps this connection busy."""
        while not self._busy and self._transport is not None and not self._transport.is_closing():
            if self._head is None and not self._read_head():
                return
            if self._body is not None:
                self._body.take(self._pending)
                if self._body.broken:
                    self.abort()
                if not self._body.done:
                    return
                self._body = None
            self._busy = True
            self._admit()

    def _read_head(self) -> bool:
        """Whether a head was there; it is recorded."""
        pending = self._pending
        if not self._started and not self._start():
            return False
        while pending[:2] == b"\r\n":
            del pending[:2]
        end = pending.find(b"\r\n\r\n")
        if end < 0:
            if pending and (len(pending) > LONGEST_HEAD or not may_be_http(pending)):
                self._foreign()
            return False
        head = read_head(bytes(pending[:end]))
        if head is None:
            self._foreign()
            return False
        del pending[: end + 4]
        self._head = head
        self._record(head)
        if head.chunked or head.length:
            self._body = Body(head.length, head.chunked)
            if head.expects and not pending and self._transport is not None:
                self._transport.write(CONTINUE)
        return True

    def _start(self) -> bool:
        """Take a PROXY header off the front; False when more bytes are needed."""
        if not self._pending:
            return False
        if begins(self._pending):
            told = read_proxy(self._pending)
            if told is None:
                return False
            if told.length == 0:
                self._foreign()
                return False
            self._source = told.source
            del self._pending[: told.length]
        self._started = True
        return bool(self._pending)

    def _record(self, head: Head) -> None:
        standin = self._standin
        standin.record(
            Arrival(
                standin.next_number(),
                standin.key,
                head.identity,
                head.method,
                head.target,
                head.headers,
                self._loop.time(),
                self._source,
            )
        )

    def _foreign(self) -> None:
        """What came is no HTTP: say who this is, and end."""
        standin, first = self._standin, bytes(self._pending[:4096])
        self._pending.clear()
        number, now = standin.next_number(), self._loop.time()
        standin.record(Contact(number, standin.key, first, now, self._source))
        self._behaviour = behaviour = standin.behaviour
        self._busy = True
        if self._transport is None or behaviour.hang:
            return
        if not behaviour.close:
            self._transport.write(f"steelyard {server_name(standin.key)}\n".encode("ascii"))
        self._transport.close()

    def _admit(self) -> None:
        """Answer now, or wait for one of the places."""
        assert self._head is not None
        standin = self._standin
        self._behaviour = standin.behaviour.towards(self._head.identity, self._head.target)
        capacity = self._behaviour.capacity
        if capacity is None:
            self._serve()
        elif standin.active < capacity:
            standin.active += 1
            self._place = True
            self._serve()
        else:
            standin.waiting.append(self)

    def enter(self) -> None:
        """A place has become free and is this one's; it is used in the next round of the loop."""
        self._place = True
        self._loop.call_soon(self._entered)

    def _entered(self) -> None:
        head = self._head
        if self._transport is not None and head is not None:
            self._behaviour = self._standin.behaviour.towards(head.identity, head.target)
            self._serve()
            self._go_on()

    def _serve(self) -> None:
        behaviour = self._behaviour
        if behaviour.hang:
            return
        if behaviour.delay > 0:
            self._timer = self._loop.call_later(behaviour.delay, self._later)
        else:
            self._answer()

    def _later(self) -> None:
        """After the delay: answer, and go on with what came meanwhile."""
        self._timer = None
        self._answer()
        self._go_on()

    def _answer(self) -> None:
        head, transport = self._head, self._transport
        assert head is not None
        self._busy, self._head = False, None
        if transport is not None and not transport.is_closing():
            if self._behaviour.close:
                transport.close()
            else:
                transport.write(self._standin.answer(self._behaviour, head))
                if head.connection == "close":
                    transport.close()
        if self._place:
            self._place = False
            self._standin.leave()

    def _go_on(self) -> None:
        """Look at what came while the latest request was being answered."""
        transport = self._transport
        if not self._busy and transport is not None and not transport.is_closing():
            if not transport.is_reading():
                transport.resume_reading()
            self._read()
            if self._ending and not self._busy:
                transport.close()
