"""The members of a pool, as rules ask for them: who serves, who waits, who is watched."""

from collections.abc import Sequence

from steelyard.core.record import record
from steelyard.lint.rule import Subject
from steelyard.model.pool import Pool, Server


@record
class Members:
    """Who of a pool serves and who waits.

    ``actives`` and ``backups`` are usable: ready, with a weight; ``resting``
    are the servers that are neither and no backups.
    """

    actives: list[Server]
    backups: list[Server]
    resting: list[Server]


def members(subject: Subject, pool: Pool) -> Members:
    """The members of the pool, told apart once for all rules."""
    known = subject.memo.get("members")
    if not isinstance(known, dict):
        known = subject.memo["members"] = {}
    found = known.get(pool.name)
    if not isinstance(found, Members):
        found = known[pool.name] = Members([], [], [])
        for server in pool.servers:
            if is_usable(server):
                (found.backups if server.backup else found.actives).append(server)
            elif not server.backup:
                found.resting.append(server)
    return found


def actives(subject: Subject, pool: Pool) -> list[Server]:
    """The usable servers that are no backups."""
    return members(subject, pool).actives


def backups(subject: Subject, pool: Pool) -> list[Server]:
    """The usable backups."""
    return members(subject, pool).backups


def is_usable(server: Server) -> bool:
    """Whether the server takes new requests as long as it is alive."""
    return server.admin == "ready" and server.applied_weight > 0


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
