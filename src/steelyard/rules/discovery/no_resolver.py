"""discovery/no-resolver: a name that nobody looks up.

HAProxy manual 5.3, server IP address resolution; NGINX manual, resolver.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.names import is_name
from steelyard.lint.rule import Reporter, Subject, from_notices
from steelyard.lint.words import listed
from steelyard.model.pool import Server

report = Reporter(__name__, Severity.ERROR)
noticed = from_notices(report)


def check(subject: Subject) -> Iterator[Finding]:
    """What the reader saw, and servers that may start without an address and never get one."""
    yield from noticed(subject)
    for pool, _ in subject.pools():
        lost = [server for server in pool.servers if _never_found(server)]
        if lost:
            names = listed([server.name for server in lost])
            verb = "has" if len(lost) == 1 else "have"
            yield report(
                lost[0].place,
                pool.name,
                f"{names} of pool {pool.name} {verb} a name, no resolver, and may start without "
                "an address",
                "a server without an address gets nothing, and it never gets one: nobody looks "
                "the name up while the gateway runs",
                "set a resolver on the server, or let the start fail without an address",
                related=tuple((server.place, "likewise") for server in lost[1:6]),
            )


def _never_found(server: Server) -> bool:
    """Whether the server's name is looked up neither surely at start nor later."""
    methods = server.settings.get("init-addr")
    return (
        methods is not None
        and "none" in str(methods.value).split(",")
        and not server.resolver
        and is_name(server.address)
    )
