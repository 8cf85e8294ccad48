"""Runs the real HAProxy or NGINX in front of the shop, with a configuration of the lab."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from examples.shop.site.processes import Child, StartError

if TYPE_CHECKING:
    from examples.shop.site.processes import PortBlock

CONFIGURATIONS = Path(__file__).parent / "configurations"
ENDINGS = {"haproxy": "cfg", "nginx": "conf"}
GOOD = "good"
# A normal user's PATH on Debian lacks the folders where both programs live.
SEARCH_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/local/sbin", "/usr/sbin"])
SITE, STATISTICS = 0, 1  # the places of their ports in the block


def find(kind: str) -> str:
    """Return the path of a load balancer's program."""
    found = shutil.which(kind, path=SEARCH_PATH)
    if found is None:
        raise StartError(f"{kind} is not installed: apt-get install {kind}")
    return found


def names(kind: str) -> list[str]:
    """Return the configurations that there are for a load balancer, the good one first."""
    found = sorted(path.stem for path in (CONFIGURATIONS / kind).iterdir())
    return [GOOD, *(name for name in found if name != GOOD)]


def source(kind: str, name: str) -> Path:
    """Return the file that holds a configuration of the lab."""
    return CONFIGURATIONS / kind / f"{name}.{ENDINGS[kind]}"


def unknown(kind: str, name: str) -> str:
    """Say that there is no such configuration, and which there are."""
    return f"no configuration {name!r} for {kind}: {', '.join(names(kind))}"


def with_ports(text: str, start: int) -> str:
    """Put the ports of a block, which begins at `start`, in the place of 8000 to 8099."""
    return re.sub(r"(127\.0\.0\.1:)80(\d\d)\b", lambda one: f"{one[1]}{start + int(one[2])}", text)


@dataclass
class Balancer:
    """A load balancer, its live configuration and its process."""

    kind: str
    folder: Path
    ports: PortBlock
    child: Child | None = None

    @property
    def live(self) -> Path:
        """The configuration that it reads."""
        return self.folder / f"{self.kind}.{ENDINGS[self.kind]}"

    def write(self, name: str) -> None:
        """Make a configuration of the lab the live one; `reload` lets it act."""
        chosen = source(self.kind, name)
        if not chosen.is_file():
            raise StartError(unknown(self.kind, name))
        self.live.write_text(with_ports(chosen.read_text("utf-8"), self.ports.start), "utf-8")

    def start(self) -> None:
        """Run it, and wait until it serves."""
        command = self._command()
        log = self.folder / "logs" / f"{self.kind}.log"
        (self.folder / "temporary").mkdir(exist_ok=True)
        self.child = Child(self.kind, command, self.folder, log, signal.SIGTERM)
        self.child.await_port(self.ports[SITE])

    def refusal(self) -> str | None:
        """Return why its own checker refuses the live configuration; None when it accepts."""
        check = {"haproxy": ["-c"], "nginx": ["-t"]}[self.kind]
        command = [part for part in self._command() if part not in ("-W", "-db")] + check
        done = subprocess.run(
            command, cwd=self.folder, capture_output=True, text=True, check=False, timeout=30
        )
        return done.stdout + done.stderr if done.returncode else None

    def reload(self) -> None:
        """Let it read its configuration anew; what its own checker refuses never becomes live."""
        assert self.child is not None
        refusal = self.refusal()
        if refusal:
            raise StartError(f"{self.kind} refuses {self.live}:\n{refusal}")
        self.child.send(signal.SIGUSR2 if self.kind == "haproxy" else signal.SIGHUP)

    def _command(self) -> list[str]:
        program = find(self.kind)
        if self.kind == "haproxy":
            return [program, "-W", "-db", "-f", str(self.live)]
        prefix = f"{self.folder}/"
        flags = ["-p", prefix, "-c", str(self.live), "-e", "logs/nginx-error.log"]
        return [program, *flags, "-g", "daemon off;"]
