"""One command to a runtime socket of HAProxy, and its answer: a UNIX or a TCP socket."""

import socket
import time

from steelyard.dialects.haproxy.live.answers import shown
from steelyard.dialects.runtime import LiveError

SECONDS = 5.0
"""How long an answer may take, from the first byte sent to the last one received."""

LARGEST = 32 * 1024 * 1024
"""Bytes of an answer; ``show stat`` of 10,000 servers has 2.3 million."""

LONGEST_ADDRESS = 300
"""Characters of an address that are shown."""

_PIECE = 256 * 1024


def ask(address: str, command: str, seconds: float = SECONDS, largest: int = LARGEST) -> str:
    """The answer to one command line.

    ``address`` is the path of a UNIX socket (``unix:`` before it or not), or
    ``tcp:HOST:PORT``.  Raises `LiveError` when nobody answers in ``seconds``, or with
    more than ``largest`` bytes.
    """
    if "\n" in command or "\r" in command:
        raise ValueError("a command is one line")
    end = time.monotonic() + seconds
    where = shown(address, LONGEST_ADDRESS)
    try:
        with _connect(address, seconds) as connection:
            connection.sendall(command.encode("utf-8", "surrogateescape") + b"\n")
            # The master answers and then waits for more, until nothing more can come.
            connection.shutdown(socket.SHUT_WR)
            pieces = _receive(connection, end, largest, where)
    except TimeoutError:
        raise LiveError(f"{where} did not answer {command!r} within {seconds:g} s") from None
    except (OSError, ValueError) as error:  # a name that is none is a ValueError
        why = getattr(error, "strerror", None) or shown(str(error))
        raise LiveError(f"{where} cannot be asked: {why}") from None
    return b"".join(pieces).decode("utf-8", "surrogateescape")


def _connect(address: str, seconds: float) -> socket.socket:
    """A connection whose every step takes ``seconds`` at most."""
    if address.startswith("tcp:"):
        host, _, port = address.removeprefix("tcp:").rpartition(":")
        if not host or not port.isdecimal() or int(port) > 65535:
            raise LiveError(f"{shown(address)} should be tcp:HOST:PORT")
        return socket.create_connection((host.strip("[]"), int(port)), seconds)
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(seconds)
        connection.connect(address.removeprefix("unix:"))
    except BaseException:
        connection.close()
        raise
    return connection


def _receive(connection: socket.socket, end: float, largest: int, where: str) -> list[bytes]:
    """All until the other side closes; a trickle does not prolong the time."""
    pieces: list[bytes] = []
    size = 0
    while True:
        left = end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        connection.settimeout(left)
        piece = connection.recv(_PIECE)
        if not piece:
            return pieces
        size += len(piece)
        if size > largest:
            raise LiveError(f"{where} answers with more than {largest} bytes: that is no HAProxy")
        pieces.append(piece)
