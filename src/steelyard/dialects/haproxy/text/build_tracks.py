"""``track [POOL/]SERVER``: a server that takes over another one's health (manual 5.2)."""

from steelyard.core.place import Place
from steelyard.dialects.haproxy.text import remarks
from steelyard.dialects.haproxy.text.reading import Reading
from steelyard.model.pool import Pool, Server


def resolve_tracks(reading: Reading) -> None:
    """Completes ``track`` to ``POOL/SERVER`` and notes targets that HAProxy refuses."""
    gateway = reading.gateway
    for pool in gateway.pools.values():
        by_name: dict[str, Server] | None = None
        for server in pool.servers:
            if not server.track:
                continue
            place = server.settings["track"].place
            name, slash, member = server.track.rpartition("/")
            target = gateway.pools.get(name) if slash else pool
            if by_name is None or target is not pool:
                by_name = _servers(target)
            found = by_name.get(member)
            problem = _problem(server, found)
            if target is not pool:
                by_name = None
            if target is not None:
                server.track = f"{target.name}/{member}"
            if problem:
                _reject(reading, pool, server, place, problem)


def _servers(pool: Pool | None) -> dict[str, Server]:
    return {} if pool is None else {server.name: server for server in pool.servers}


def _problem(server: Server, target: Server | None) -> str:
    if target is None:
        return "does not exist"
    if server.check is not None:
        return "cannot be tracked by a server that has a check of its own"
    if target is server:
        return "is the server itself"
    if target.check is None and not target.track:
        return "has no check"
    return ""


def _reject(reading: Reading, pool: Pool, server: Server, place: Place, problem: str) -> None:
    reading.gateway.notices.append(
        remarks.rejected(
            place,
            f"{pool.name}/{server.name}",
            f"{server.name} tracks {server.track}, which {problem}.",
            "Track a server that has 'check', and give the tracking one none.",
        )
    )
