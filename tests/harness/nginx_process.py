"""Runs the real NGINX with a given configuration.

[port] = free_ports(1)
config = with_frame(f"server {{ listen 127.0.0.1:{port}; ... }}", tmp_path)
with NginxProcess(config, tmp_path) as nginx:
    ...
"""

import os
import re
import signal
import subprocess
from pathlib import Path

from tests.harness.binaries import require_nginx
from tests.harness.process import Process

TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def with_frame(http: str, folder: Path, *, workers: int = 1, main: str = "") -> str:
    """Put the text of an `http` block into a whole configuration that writes only to `folder`."""
    paths = "".join(f"  {name}_temp_path {folder / name};\n" for name in TEMPORARY)
    user = "user root;\n" if os.geteuid() == 0 else ""
    return (
        f"{user}worker_processes {workers};\n"
        f"pid {folder / 'nginx.pid'};\n"
        "error_log stderr warn;\n"
        f"{main}"
        "events { worker_connections 4096; }\n"
        "http {\n"
        f"{paths}"
        "  access_log off;\n"
        "  keepalive_requests 1000000;\n"
        f"{http}\n"
        "}\n"
    )


def check_config(config: str, folder: Path) -> tuple[bool, str]:
    """Say whether NGINX itself accepts the text, and what it prints about it."""
    done = subprocess.run(
        [*_command(config, folder), "-t"], capture_output=True, text=True, timeout=20, check=False
    )
    return done.returncode == 0, done.stdout + done.stderr


class NginxProcess(Process):
    """NGINX in the foreground, started when every `listen 127.0.0.1:PORT` accepts.

    `folder` (a test's `tmp_path`) receives the configuration and the output.
    """

    def __init__(self, config: str, folder: Path) -> None:
        command = [*_command(config, folder), "-g", "daemon off;"]
        ports = re.findall(r"\blisten\s+127\.0\.0\.1:(\d+)(?![^;]*\budp\b)", config)
        super().__init__(command, [int(port) for port in ports], folder)

    def reload(self) -> None:
        """Ask it to read its configuration anew."""
        self.signal(signal.SIGHUP)


def _command(config: str, folder: Path) -> list[str]:
    path = folder / "nginx.conf"
    path.write_text(config, encoding="utf-8", errors="surrogateescape")
    # -e: without it NGINX opens the log of its installation before it reads the configuration.
    return [require_nginx().path, "-p", str(folder), "-e", "stderr", "-c", str(path)]
