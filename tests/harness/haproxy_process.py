"""Runs the real HAProxy with a given configuration, and talks to its admin socket.

[port] = free_ports(1)
config = with_defaults(f"frontend f\n  bind 127.0.0.1:{port}\n  ...", tmp_path)
with HaproxyProcess(config, tmp_path) as haproxy:
    haproxy.tell("set server b/s health down")
"""

import re
import socket
import subprocess
from pathlib import Path

from tests.harness.binaries import require_haproxy
from tests.harness.process import Process

SOCKET = "admin.sock"
ANSWER_SECONDS = 5


def with_defaults(sections: str, folder: Path, *, threads: int = 1) -> str:
    """Put a `global` section with an admin socket and sane `defaults` before `sections`."""
    return (
        "global\n"
        f"  stats socket unix@{folder / SOCKET} level admin\n"
        f"  nbthread {threads}\n"
        "defaults\n"
        "  mode http\n"
        "  timeout connect 5s\n"
        "  timeout client 30s\n"
        "  timeout server 30s\n"
        f"{sections}\n"
    )


def check_config(config: str, folder: Path) -> tuple[bool, str]:
    """Say whether HAProxy itself accepts the text, and what it prints about it."""
    done = subprocess.run(
        [require_haproxy().path, "-c", "-f", _write(config, folder)],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    return done.returncode == 0, done.stdout + done.stderr


class HaproxyProcess(Process):
    """HAProxy in the foreground, started when every `bind 127.0.0.1:PORT` accepts.

    `folder` (a test's `tmp_path`) receives the configuration and the output.
    """

    def __init__(self, config: str, folder: Path) -> None:
        command = [require_haproxy().path, "-db", "-f", str(_write(config, folder))]
        ports = [int(port) for port in re.findall(r"\bbind\s+127\.0\.0\.1:(\d+)", config)]
        self.socket = folder / SOCKET
        # HAProxy binds its UNIX sockets after the ports.
        sockets = [self.socket] if str(self.socket) in config else []
        super().__init__(command, ports, folder, sockets)

    def tell(self, *lines: str) -> str:
        """Send commands to the admin socket of `with_defaults`; return the answer."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(ANSWER_SECONDS)
            connection.connect(str(self.socket))
            connection.sendall((";".join(lines) + "\n").encode())
            parts = []
            while part := connection.recv(65536):
                parts.append(part)
        return b"".join(parts).decode()


def _write(config: str, folder: Path) -> Path:
    path = folder / "haproxy.cfg"
    path.write_text(config, encoding="utf-8", errors="surrogateescape")
    return path
