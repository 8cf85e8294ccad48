"""One connection of HTTP/2, over TLS or not, with the library h2."""

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import unquote

from steelyard.prove.behaviour import SERVER_HEADER
from steelyard.prove.call import Answer, Call, body, fields
from steelyard.prove.errors import library_missing
from steelyard.prove.http_body import KEPT

if TYPE_CHECKING:
    from h2.connection import H2Connection
    from h2.events import Event

_SERVER = SERVER_HEADER.lower()


class Http2(asyncio.Protocol):
    """Sends one request at a time, each as a stream of its own, and reads its answer."""

    def __init__(self) -> None:
        self.open = False
        self._talk = _new_talk()
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._stream = 0
        self._status: int | None = None
        self._headers: tuple[tuple[str, str], ...] = ()
        self._start = b""
        self._why = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection stands; over TLS the peer must have agreed to HTTP/2."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        secure = transport.get_extra_info("ssl_object")
        if secure is not None and secure.selected_alpn_protocol() != "h2":
            self._why = "HTTP/2 is not offered"
            return
        self.open = True
        self._talk.initiate_connection()
        self._flush()

    def data_received(self, data: bytes) -> None:
        """Frames, of the answer or of the connection."""
        from h2.exceptions import ProtocolError

        try:
            events = self._talk.receive_data(data)
        except ProtocolError as error:
            self._finish(f"broken HTTP/2: {error}")
            self.close()
            return
        for event in events:
            self._handle(event)
        self._flush()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self.open = False
        self._finish("" if self._status is not None else "closed without an answer")

    async def exchange(self, call: Call, until: float) -> Answer:
        """Ask, and wait for the whole answer, at most until that time of the loop."""
        from h2.exceptions import ProtocolError

        started = self._loop.time()
        late = False
        self._forget()
        if self.open:
            self._why = ""
            self._waiter = self._loop.create_future()
            try:
                self._send(call)
                async with asyncio.timeout_at(until):
                    await self._waiter
            except TimeoutError:
                late = True
                self.close()
            except ProtocolError as error:
                self._why = f"not sent: {error}"
                self.close()
        self._waiter = None
        seconds = self._loop.time() - started
        if late:
            return Answer(None, seconds=seconds, why="no answer in time")
        named = [value for name, value in self._headers if name == _SERVER]
        server = unquote("".join(named[:1]), errors="surrogateescape")
        closed = not self.open or self._status is None
        return Answer(self._status, self._headers, self._start, closed, seconds, server, self._why)

    def close(self) -> None:
        """End it without ceremony."""
        self.open = False
        if self._transport is not None:
            self._transport.abort()

    def _forget(self) -> None:
        """Nothing is known of the next answer."""
        self._status, self._headers, self._start = None, (), b""

    def _send(self, call: Call) -> None:
        content = body(call.request, chunked=False)
        self._stream = self._talk.get_next_available_stream_id()
        named = fields(call.request, call.identity)
        self._talk.send_headers(self._stream, named, end_stream=not content)
        if content:
            # As much as a window that nobody has widened takes; witnesses have small bodies.
            room = min(
                self._talk.local_flow_control_window(self._stream),
                self._talk.max_outbound_frame_size,
            )
            self._talk.send_data(self._stream, content[:room], end_stream=True)
        self._flush()

    def _handle(self, event: "Event") -> None:
        from h2 import events

        if isinstance(event, events.ConnectionTerminated):
            # The answer under way may still come; after it nothing does.
            self.open = False
            return
        if getattr(event, "stream_id", None) != self._stream:
            return
        if isinstance(event, events.ResponseReceived):
            pairs = [(_text(name), _text(value)) for name, value in event.headers or ()]
            self._status = int(dict(pairs)[":status"])
            self._headers = tuple(pair for pair in pairs if not pair[0].startswith(":"))
        elif isinstance(event, events.DataReceived):
            self._start = (self._start + (event.data or b""))[:KEPT]
            self._talk.acknowledge_received_data(event.flow_controlled_length or 0, self._stream)
        elif isinstance(event, events.StreamEnded):
            self._finish("")
        elif isinstance(event, events.StreamReset):
            self._finish("the stream was reset")

    def _finish(self, why: str) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._why = why
            self._waiter.set_result(None)

    def _flush(self) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(self._talk.data_to_send())


def _new_talk() -> "H2Connection":
    try:
        from h2.config import H2Configuration
        from h2.connection import H2Connection
    except ImportError:
        raise library_missing("a request of HTTP/2") from None
    # The request is sent as it is, also when it is not as it should be.
    settings = H2Configuration(
        client_side=True, validate_outbound_headers=False, validate_inbound_headers=False
    )
    return H2Connection(config=settings)


def _text(value: bytes | str) -> str:
    return value if isinstance(value, str) else value.decode("utf-8", "surrogateescape")
