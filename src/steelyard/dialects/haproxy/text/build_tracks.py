"""``track [POOL/]SERVER``: a server that takes over another one's health (manual 5.2)."""

from steelyard.core.place import Place
from steelyard.dialects.haproxy.text import remarks
from steelyard.dialects.haproxy.text.reading import Reading
from steelyard.model.pool import Pool, Server


def resolve_tracks(reading: Reading) -> None:
    """Completes ``track`` to ``POOL/SERVER`` and notes targets that HAProxy refuses."""
    gateway = reading.gateway
    by_name: dict[str, dict[str, Server]] = {}
    for pool in gateway.pools.values():
        for server in pool.servers:
            if not server.track:
                continue
            place = server.settings["track"].place
            name, slash, member = server.track.rpartition("/")
            target = gateway.pools.get(name) if slash else pool
            found = None
            if target is not None:
                if target.name not in by_name:
                    by_name[target.name] = {other.name: other for other in target.servers}
                found = by_name[target.name].get(member)
                server.track = f"{target.name}/{member}"
            problem = _problem(server, found)
            if problem:
                _reject(reading, pool, server, place, problem)


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
