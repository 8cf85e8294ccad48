"""Sends sequential HTTP/1.1 requests to 127.0.0.1, fast enough for differential tests.

    answers = ask(port, [get("/a"), get("/b", ("X-Key", "1"))])
    answers[0].status, answers[0].header("x-origin"), answers[0].body

With `keep_alive` one connection carries all requests, pipelined in batches: a
proxy still handles them strictly one after the other. Without it each request
has a connection of its own, opened after the previous answer is complete.
"""

import re
import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

BATCH = 50
SECONDS = 10
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(slots=True)
class Answer:
    """One response. Its head is searched only when asked."""

    head: bytes
    body: bytes

    @property
    def status(self) -> int:
        """Return the status code."""
        return int(self.head[9:12])

    @property
    def closes(self) -> bool:
        """Say whether the server closes the connection after it."""
        return (self.header("connection") or "").lower() == "close"

    def header(self, name: str) -> str | None:
        """Return the first header of that name, None when there is none."""
        pattern = rb"\r\n" + re.escape(name.encode()) + rb":[ \t]*([^\r\n]*)"
        found = re.search(pattern, self.head, re.IGNORECASE)
        return found[1].decode("latin-1") if found else None


def get(target: str | bytes = "/", *headers: tuple[str, str]) -> bytes:
    """Return the text of a GET request; `Host` is `test` unless given."""
    path = target if isinstance(target, bytes) else target.encode("latin-1")
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    host = "" if any(name.lower() == "host" for name, _ in headers) else "Host: test\r\n"
    return b"GET " + path + b" HTTP/1.1\r\n" + (host + lines).encode("latin-1") + b"\r\n"


def ask(
    port: int, requests: Sequence[bytes], *, keep_alive: bool = True, source: str = "127.0.0.1"
) -> list[Answer]:
    """Send the requests in order and return their answers in order."""
    if keep_alive:
        return list(_ask_pipelined(port, requests, source))
    answers = []
    for request in requests:
        closing = request.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
        with _connect(port, source) as connection:
            connection.sendall(closing)
            answers.append(next(read_answers(connection)))
    return answers


def _ask_pipelined(port: int, requests: Sequence[bytes], source: str) -> Iterator[Answer]:
    position, batch = 0, BATCH
    while position < len(requests):
        with _connect(port, source) as connection:
            for answer in _exchange(connection, requests[position:], batch):
                position += 1
                yield answer
                if answer.closes:
                    break
        # What follows the closing answer in the pipe is lost, and may take the answer with it.
        batch = 1


def _exchange(connection: socket.socket, requests: Sequence[bytes], batch: int) -> Iterator[Answer]:
    answers = read_answers(connection)
    for start in range(0, len(requests), batch):
        part = requests[start : start + batch]
        connection.sendall(b"".join(part))
        for _ in part:
            try:
                yield next(answers)
            except ConnectionResetError:
                if batch == 1:
                    raise
                return


def _connect(port: int, source: str) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), SECONDS, (source, 0))


def read_answers(connection: socket.socket) -> Iterator[Answer]:
    """Yield the responses of one connection; ends with an error when it is closed."""
    pending = b""
    position = 0
    while True:
        end = pending.find(b"\r\n\r\n", position)
        if end >= 0:
            length = _LENGTH.search(pending, position, end + 2)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(pending) >= whole:
                yield Answer(pending[position : end + 2], pending[end + 4 : whole])
                position = whole
                continue
        data = connection.recv(262144)
        if not data:
            raise ConnectionResetError(f"closed after {pending[position:]!r}")
        pending = pending[position:] + data
        position = 0
