"""discovery/frozen-name: a name that is looked up once, at start.

NGINX manual, ngx_http_upstream_module, server; HAProxy manual 5.3.
"""

import re
from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.names import is_name
from steelyard.lint.rule import Reporter, Subject, from_notices
from steelyard.lint.words import listed
from steelyard.model.pool import Server

report = Reporter(__name__, Severity.WARNING)
noticed = from_notices(report)

MACHINE = re.compile(r"^[^.]*\d")
"""A numbered name, such as ``web-01``: a machine's, which keeps its address."""

MOVING = re.compile(
    r"\.(consul|svc|svc\.cluster\.local|amazonaws\.com|elb|cloudapp|azure\.com|azure\.net|"
    r"googleapis\.com|run\.app|herokuapp\.com|internal\.cloudapp\.net)\.?$",
    re.IGNORECASE,
)
"""Where discovery gives names their addresses, which then change often."""


def check(subject: Subject) -> Iterator[Finding]:
    """What the reader saw, and servers of pools that have a name and no resolver.

    A note where all of several servers have the names of numbered machines.
    """
    yield from noticed(subject)
    for pool, _ in subject.pools():
        if pool.implicit or pool.resolves_late:
            continue
        frozen = [server for server in pool.servers if _is_frozen(server)]
        if frozen:
            names = listed([server.address for server in frozen])
            verb = "is" if len(frozen) == 1 else "are"
            yield report(
                frozen[0].place,
                pool.name,
                f"{names} of pool {pool.name} {verb} looked up once, at start",
                "when the name moves to another address, requests go on to the old one until "
                "the next reload; when it cannot be looked up, the start fails",
                "set a resolver for it, or write the address",
                related=tuple((server.place, "likewise") for server in frozen[1:6]),
                severity=Severity.NOTE if _are_machines(frozen) else None,
            )


def _are_machines(servers: list[Server]) -> bool:
    """Whether the names are those of machines, not of services."""
    return len(servers) > 1 and all(
        MACHINE.search(server.address) and not MOVING.search(server.address) for server in servers
    )


def _is_frozen(server: Server) -> bool:
    """Whether the server's name is looked up at start only."""
    methods = server.settings.get("init-addr")
    late = methods is not None and "none" in str(methods.value).split(",")
    named = server.port is not None and is_name(server.address)
    return named and not server.resolver and not late
