"""Who listens where, as the kernel tells it.

Trying a connection would be felt: a pool of plain TCP connections takes a server
for it, and its next real client would get another one.
"""

import contextlib
import os
import re
import socket
import sys
from collections.abc import Collection

from steelyard.dialects.sandbox import Endpoint

_LISTENING = re.compile(
    rb"^ *\d+: ([0-9A-F]{8}):([0-9A-F]{4}) \S+ 0A (?:\S+ +){5}(\d+)", re.MULTILINE
)


def listening() -> dict[Endpoint, set[int]]:
    """The IPv4 sockets of this machine that listen, each with the inodes that do."""
    found: dict[Endpoint, set[int]] = {}
    with open("/proc/net/tcp", "rb") as file:
        table = file.read()
    for address, port, inode in _LISTENING.findall(table):
        packed = int(address, 16).to_bytes(4, sys.byteorder)
        endpoint = Endpoint(socket.inet_ntoa(packed), int(port, 16))
        found.setdefault(endpoint, set()).add(int(inode))
    return found


def all_listen(wanted: Collection[Endpoint]) -> bool:
    """Whether somebody listens on each."""
    return not wanted or set(wanted) <= listening().keys()


def held(pid: int) -> set[int]:
    """The inodes of the sockets that a process has open."""
    found = set()
    folder = f"/proc/{pid}/fd"
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):
            with contextlib.suppress(OSError):
                target = os.readlink(f"{folder}/{name}")
                if target.startswith("socket:["):
                    found.add(int(target[8:-1]))
    return found


def listens(pid: int, wanted: Collection[Endpoint]) -> set[Endpoint]:
    """Those of the endpoints on which this process listens."""
    own = held(pid)
    table = listening()
    return {endpoint for endpoint in wanted if own & table.get(endpoint, set())}
