"""The members of a pool, as rules ask for them: who serves, who waits, who is watched."""

from collections.abc import Sequence

from steelyard.model.pool import Pool, Server


def is_usable(server: Server) -> bool:
    """Whether the server takes new requests as long as it is alive."""
    return server.admin == "ready" and server.applied_weight > 0


def actives(pool: Pool) -> list[Server]:
    """The usable servers that are no backups."""
    return [server for server in pool.servers if not server.backup and is_usable(server)]


def backups(pool: Pool) -> list[Server]:
    """The usable backups."""
    return [server for server in pool.servers if server.backup and is_usable(server)]


def is_checked(server: Server) -> bool:
    """Whether an active health check watches the server, its own or a tracked one."""
    return server.check is not None or bool(server.track)


def counts_failures(server: Server) -> bool:
    """Whether failed attempts take the server out for a while."""
    limit = server.passive.get("max-fails")
    return limit is not None and float(limit.value) > 0


def watches_answers(server: Server) -> bool:
    """Whether the answers that pass by can take the server out."""
    observed = server.passive.get("observe")
    return observed is not None and observed.value == "layer7"


def names(servers: Sequence[Server]) -> list[str]:
    """Their names."""
    return [server.name for server in servers]
