"""health/check-ignored: a health check is described and no server asks for it.

HAProxy configuration manual 4.2 (``option httpchk``) and 5.2 (``check``).
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.members import actives, names
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import listed
from steelyard.model.pool import Server

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool of several servers whose check somebody does not get."""
    for pool, _ in subject.pools():
        if pool.check is None:
            continue
        servers = actives(subject, pool)
        without = [server for server in servers if server.check is None and not server.track]
        if without and len(servers) > 1:
            yield report(
                without[0].place,
                pool.name,
                f"pool {pool.name} describes a health check, but "
                f"{_who(servers, without)} ask for it",
                "a dead server goes on getting its share",
                "add the word check to the server lines, or to default-server",
                related=((pool.check.place, "the check"),),
            )


def _who(servers: list[Server], without: list[Server]) -> str:
    """``its servers do not``, ``web2 does not``: before ``ask for it``."""
    if len(without) == len(servers):
        return "its servers do not"
    return f"{listed(names(without))} {'does' if len(without) == 1 else 'do'} not"
