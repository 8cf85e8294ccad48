"""A PostgreSQL of the lab's own, where its programs are installed."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from examples.shop.site.processes import Child, StartError

if TYPE_CHECKING:
    from examples.shop.site.processes import PortBlock

OWN = "postgresql"  # the value of --database that asks for it
PLACE = 2  # of its port in the lab's block
READY = "ready to accept connections"
CONNECTIONS = 60  # more than all workers of the shop together
FOLDERS = (os.environ.get("PATH", ""), *map(str, Path("/usr/lib/postgresql").glob("*/bin")))


def start(folder: Path, ports: PortBlock) -> tuple[Child, str]:
    """Make a new database server and run it; return it and its URL."""
    data = folder / "postgresql"
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir()
    user = _user(folder, data)
    flags = ["--auth=trust", "--username=shop", "--encoding=UTF8", "--no-sync"]
    done = subprocess.run(
        [*user, _find("initdb"), *flags, "--pgdata", str(data)],
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise StartError(f"initdb failed:\n{done.stderr}")
    port = ports[PLACE]
    settings = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "fsync": "off",  # it lives no longer than the lab
        "max_connections": str(CONNECTIONS),
    }
    command = [*user, _find("postgres"), "-D", str(data), "-p", str(port)]
    command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    log = folder / "logs" / "postgresql.log"
    log.unlink(missing_ok=True)
    child = Child("postgresql", command, Path("/"), log, signal.SIGINT)
    child.await_port(port)
    child.await_text(READY)  # it listens a moment before it lets anybody in
    return child, f"postgresql://shop@127.0.0.1:{port}/postgres"


def _find(name: str) -> str:
    found = shutil.which(name, path=os.pathsep.join(FOLDERS))
    if found is None:
        raise StartError(f"{name} is not installed: apt-get install postgresql")
    return found


def _user(folder: Path, data: Path) -> list[str]:
    """Return what to put before a command: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    try:
        account = pwd.getpwnam("postgres")
    except KeyError as nobody:
        raise StartError(
            "PostgreSQL does not run as root, and there is no user postgres"
        ) from nobody
    os.chown(data, account.pw_uid, account.pw_gid)
    folder.chmod(0o711)
    ids = [f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}"]
    # The kernel forgets with whom a process is to end when its user changes: said again here.
    return ["setpriv", *ids, "--clear-groups", "--pdeathsig", "INT"]
