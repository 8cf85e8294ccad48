"""What HAProxy says about its health checks on the runtime socket (management guide 9.1, 9.3)."""

import asyncio
import csv
from collections.abc import Sequence

from steelyard.core.record import frozen

SECONDS = 2.0


@frozen
class Watched:
    """One server's row of ``show stat``.

    ``up``: it takes requests.  ``settled``: its checks came to a result that stands;
    True for a server that nothing checks.
    """

    pool: str
    server: str
    up: bool
    settled: bool
    checked: bool


def read_states(text: str) -> list[Watched]:
    """The servers in what ``show stat`` printed."""
    lines = text.lstrip("# ").splitlines()
    found = []
    for row in csv.DictReader(line for line in lines if line.strip()):
        name, status, check = row.get("svname"), row.get("status") or "", row.get("check_status")
        if name is None or name in ("FRONTEND", "BACKEND") or row.get("type") not in ("2", None):
            continue
        checked = bool(check)
        # "UP 2/3" and "DOWN 1/2" are on their way; a star is a check under way.
        moving = "/" in status or (check or "").lstrip("* ") == "INI"
        up = status.startswith(("UP", "no check", "NOLB"))
        found.append(Watched(row["pxname"] or "", name, up, not checked or not moving, checked))
    return found


async def tell(socket: str, *commands: str) -> str:
    """What HAProxy answers to commands, "" when nobody does."""
    try:
        async with asyncio.timeout(SECONDS):
            reader, writer = await asyncio.open_unix_connection(socket)
            try:
                writer.write(("; ".join(commands) + "\n").encode("utf-8", "surrogateescape"))
                text = await reader.read()
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return ""
    return text.decode("utf-8", "surrogateescape")


async def states(socket: str, pool: str) -> list[Watched]:
    """The servers of a pool as they stand now."""
    return [one for one in read_states(await tell(socket, "show stat")) if one.pool == pool]


def forcing(pool: str, servers: Sequence[str], health: str) -> list[str]:
    """Commands that count a check's result now: what the next ones would do in a while."""
    return [f"set server {pool}/{name} health {health}" for name in servers]
