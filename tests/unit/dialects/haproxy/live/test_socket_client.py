"""A socket that stalls, floods, trickles or closes never hangs the one who asks."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from steelyard.dialects.haproxy.live.socket_client import ask
from steelyard.dialects.runtime import LiveError


@contextlib.contextmanager
def serving(
    address: str | tuple[str, int], act: Callable[[socket.socket], None]
) -> Iterator[socket.socket]:
    """Accept one connection and act on it; errors of a client that left are no matter."""
    server = socket.socket(socket.AF_UNIX if isinstance(address, str) else socket.AF_INET)
    server.bind(address)
    server.listen()

    def run() -> None:
        with contextlib.suppress(OSError):
            connection, _ = server.accept()
            with connection:
                act(connection)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join(5)


def read(connection: socket.socket) -> bytes:
    """Everything until the other side says no more."""
    return b"".join(iter(lambda: connection.recv(100), b""))


def test_a_command_is_sent_and_answered(tmp_path: Path):
    path = str(tmp_path / "s")
    heard: list[bytes] = []

    def act(connection: socket.socket) -> None:
        heard.append(read(connection))
        connection.sendall("größe\xff".encode("latin-1"))

    with serving(path, act):
        assert ask(f"unix:{path}", "show stat") == "gr\udcf6\udcdfe\udcff"
    assert heard == [b"show stat\n"]


def test_tcp():
    with serving(("127.0.0.1", 0), lambda one: one.sendall(read(one))) as server:
        assert ask(f"tcp:127.0.0.1:{server.getsockname()[1]}", "show info") == "show info\n"


def stall(connection: socket.socket) -> None:
    read(connection)
    time.sleep(1)


def trickle(connection: socket.socket) -> None:
    for _ in range(100):
        connection.sendall(b"x")
        time.sleep(0.02)


@pytest.mark.parametrize("act", [stall, trickle])
def test_silence_and_trickles_end_in_time(tmp_path: Path, act: Callable[[socket.socket], None]):
    path, start = str(tmp_path / "s"), time.monotonic()
    with serving(path, act), pytest.raises(LiveError, match=r"did not answer 'x' within 0\.2 s"):
        ask(path, "x", seconds=0.2)
    assert time.monotonic() - start < 3


def test_a_flood_is_cut(tmp_path: Path):
    path = str(tmp_path / "s")

    def flood(connection: socket.socket) -> None:
        for _ in range(1000):
            connection.sendall(bytes(65536))

    with serving(path, flood), pytest.raises(LiveError, match="more than 1000000 bytes"):
        ask(path, "x", largest=1_000_000)


def test_who_closes_at_once_answers_nothing(tmp_path: Path):
    path = str(tmp_path / "s")
    with serving(path, lambda one: one.close()), contextlib.suppress(LiveError):
        assert ask(path, "x") == ""


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("/nowhere/s", "No such file"),
        ("unix:/nowhere/s", "No such file"),
        ("tcp:127.0.0.1:1", "Connection refused"),
        ("tcp:127.0.0.1", "should be tcp:HOST:PORT"),
        ("tcp:127.0.0.1:99999", "should be tcp:HOST:PORT"),
        ("tcp:127.0.0.1:x", "should be tcp:HOST:PORT"),
        ("/" + "x" * 200, "too long"),
        ("/a\0b", "cannot be asked"),
        ("tcp:" + "x" * 300 + ":80", "cannot be asked"),
        ("tcp:a..b:80", "cannot be asked"),
    ],
)
def test_addresses_that_lead_nowhere(address: str, why: str):
    with pytest.raises(LiveError, match=why):
        ask(address, "x", seconds=2)


def test_a_command_of_two_lines_is_our_mistake(tmp_path: Path):
    with pytest.raises(ValueError, match="one line"):
        ask(str(tmp_path / "s"), "a\nb")
