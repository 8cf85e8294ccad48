"""Reads one answer of HTTP/1 out of what comes in."""

from urllib.parse import unquote

from steelyard.prove.behaviour import SERVER_HEADER
from steelyard.prove.call import Answer
from steelyard.prove.http_body import KEPT, Body

LONGEST_HEAD = 1 << 18
_PLAIN = b"steelyard "


class AnswerReader:
    """Fed with bytes until `done`; `answer` then says what they were."""

    def __init__(self, method: str = "GET") -> None:
        self.done = False
        self.begun = False
        self._method = method
        self._pending = bytearray()
        self._status: int | None = None
        self._headers: tuple[tuple[str, str], ...] = ()
        self._body: Body | None = None
        self._closed = False
        self._why = ""

    def feed(self, data: bytes) -> None:
        """More bytes came."""
        self.begun = True
        self._pending += data
        while self._body is None and not self.done:
            if not self._read_head():
                return
        if self._body is not None and not self.done:
            self._body.take(self._pending)
            if self._body.broken:
                self._end("a broken body")
            self.done = self.done or self._body.done

    def ended(self, why: str = "") -> None:
        """The peer closed the connection."""
        if self.done:
            return
        self._closed = self.done = True
        if self._body is not None:
            self._body.ended()
            self._why = "a body cut short" if self._body.broken else ""
        elif not self._pending.startswith(_PLAIN):
            self._why = why or "closed without an answer"

    def answer(self, seconds: float) -> Answer:
        """What came; silence when that was nothing whole."""
        if not self.done:
            return Answer(None, seconds=seconds, why="no answer in time")
        if self._status is None or self._body is None:
            text = bytes(self._pending[:KEPT])
            plain = text[len(_PLAIN) :].strip() if text.startswith(_PLAIN) else b""
            server = unquote(plain.decode("ascii", "replace"), errors="surrogateescape")
            return Answer(None, (), text, self._closed, seconds, server, self._why)
        headers, start = self._headers, self._body.start
        name = SERVER_HEADER.lower()
        server = next((value for key, value in headers if key.lower() == name), "")
        server = unquote(server, errors="surrogateescape")
        return Answer(self._status, headers, start, self._closed, seconds, server, self._why)

    def _read_head(self) -> bool:
        """Whether a head was read; True also for one that only announces another."""
        pending = self._pending
        if not pending.startswith(b"HTTP/"[: len(pending)]):
            self._read_text()
            return False
        end = pending.find(b"\r\n\r\n")
        if end < 0:
            if len(pending) > LONGEST_HEAD:
                self._end("a head without end")
            return False
        lines = bytes(pending[:end]).decode("utf-8", "surrogateescape").split("\r\n")
        del pending[: end + 4]
        version, _, rest = lines[0].partition(" ")
        if not rest[:3].isdecimal():
            self._end("no status")
            return False
        status = int(rest[:3])
        if 100 <= status < 200 and status != 101:
            return True
        pairs = (line.partition(":") for line in lines[1:])
        self._status = status
        self._headers = tuple((name, value.strip(" \t")) for name, _, value in pairs)
        self._frame(version)
        return True

    def _read_text(self) -> None:
        """No HTTP: a stand-in's short text, or a peer that speaks TLS."""
        if self._pending[0] in (0x15, 0x16):
            self._end("answered with TLS")
        elif self._pending.startswith(_PLAIN) and b"\n" in self._pending:
            self._end("")
        elif len(self._pending) > KEPT:
            self._end("no HTTP")

    def _frame(self, version: str) -> None:
        """How long the body is, and whether the connection stays, by the headers."""
        length, chunked, options = None, False, ""
        for name, value in self._headers:
            lowered = name.lower()
            if lowered == "content-length" and value.isdecimal():
                length = int(value)
            elif lowered == "transfer-encoding":
                chunked = "chunked" in value.lower()
            elif lowered == "connection":
                options += value.lower()
        if self._method == "HEAD" or self._status in (101, 204, 304):
            length, chunked = 0, False
        kept = version != "HTTP/1.0" or "keep-alive" in options
        self._closed = "close" in options or not kept or (length is None and not chunked)
        self._body = Body(length, chunked)

    def _end(self, why: str) -> None:
        self.done = self._closed = True
        self._why = why
