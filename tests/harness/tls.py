"""Throw-away certificates, and clients that speak TLS or send a PROXY line first."""

import socket
import ssl
import subprocess
from pathlib import Path

from tests.harness.client import SECONDS, Answer, read_answers


def certificate(folder: Path) -> Path:
    """Make a certificate with its key in one file."""
    key, made, both = folder / "key.pem", folder / "crt.pem", folder / "both.pem"
    command = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    subprocess.run(
        ["openssl", *command.split(), "-subj", "/CN=test", "-keyout", str(key), "-out", str(made)],
        check=True,
        capture_output=True,
        timeout=30,
    )
    both.write_text(made.read_text() + key.read_text())
    return both


def send(
    port: int,
    request: bytes,
    *,
    tls: bool = False,
    name: str = "",
    first: bytes = b"",
    address: str = "127.0.0.1",
    source: str = "127.0.0.1",
) -> Answer | None:
    """Send one request on a connection of its own; None when it is closed unanswered.

    `name` is the TLS server name; `first` goes ahead of everything.
    """
    connection = socket.create_connection((address, port), SECONDS, (source, 0))
    try:
        connection.sendall(first)
        if tls:
            connection = _secured(connection, name)
        connection.sendall(request)
        return next(read_answers(connection))
    except (ConnectionError, ssl.SSLError):
        return None
    finally:
        connection.close()


def _secured(plain: socket.socket, name: str) -> socket.socket:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(plain, server_hostname=name or None)
