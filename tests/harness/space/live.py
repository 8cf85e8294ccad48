"""Asks the real HAProxy and NGINX what they do to a request.

Sockets of the text are moved to free ones, every listener is told to expect a
PROXY header (so that a request may come from any address), and each pool's
server answers with the pool's name.  Nothing else of the text is touched.
"""

import ipaddress
import re
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.harness import haproxy_process, nginx_process
from tests.harness.client import SECONDS, Answer, read_answers
from tests.harness.origin import Origins
from tests.harness.process import free_ports
from tests.harness.space.pairs import Side
from tests.harness.space.request import Outcome, Request
from tests.harness.space.words import POOL_PORTS

REAL_IP = "set_real_ip_from 127.0.0.1; real_ip_header proxy_protocol;\n"


@contextmanager
def running(side: Side, folder: Path, origins: Origins) -> Iterator[dict[int, int]]:
    """Run a configuration; yields the real port for each port of the text."""
    path = side.write(folder)
    text = path.read_text("utf-8")
    moved = dict(zip(side.ports(), free_ports(len(side.ports())), strict=True))
    for name, port in POOL_PORTS.items():
        text = text.replace(f"127.0.0.1:{port}", f"127.0.0.1:{origins.port(name)}")
    marks = {"haproxy": ("bind", "accept-proxy"), "nginx": ("listen", "proxy_protocol")}
    word, proxied = marks[side.dialect]
    for port, real in moved.items():
        text = re.sub(rf"{word} 127\.0\.0\.1:{port}\b", f"{word} 127.0.0.1:{real} {proxied}", text)
    if side.dialect == "haproxy":
        with haproxy_process.HaproxyProcess(text, folder):
            yield moved
    else:
        with nginx_process.NginxProcess(framed(text, folder, REAL_IP), folder):
            yield moved


def framed(text: str, folder: Path, more: str = "") -> str:
    """Put an NGINX text's `http` block into the frame that writes only to `folder`."""
    inner = text[text.index("http {") + len("http {") : text.rindex("}")]
    return nginx_process.with_frame(more + inner, folder)


def ask(moved: dict[int, int], requests: Sequence[Request]) -> list[Outcome]:
    """Send requests, each on a connection of its own; return what came of them."""
    return [outcome(_exchange(moved[request.port], request)) for request in requests]


def outcome(answer: Answer) -> Outcome:
    """Return what an answer says."""
    location = answer.header("location")
    if location is not None and 300 <= answer.status < 400:
        return ("redirect", answer.status, location)
    origin = answer.header("x-origin")
    return ("pool", origin) if origin is not None else ("deny", answer.status)


def _exchange(port: int, request: Request) -> Answer:
    family = "TCP6" if ipaddress.ip_address(request.source).version == 6 else "TCP4"
    here = "::1" if family == "TCP6" else "127.0.0.1"
    proxy = f"PROXY {family} {request.source} {here} 40000 80\r\n".encode()
    with socket.create_connection(("127.0.0.1", port), SECONDS) as connection:
        connection.sendall(proxy + request.raw())
        if request.method == "HEAD":
            return Answer(_head(connection), b"")
        return next(read_answers(connection))


def _head(connection: socket.socket) -> bytes:
    """The head of an answer that has no body, whatever its length says."""
    pending = b""
    while b"\r\n\r\n" not in pending:
        data = connection.recv(65536)
        if not data:
            raise ConnectionResetError(f"closed after {pending!r}")
        pending += data
    return pending[: pending.index(b"\r\n\r\n") + 2]
