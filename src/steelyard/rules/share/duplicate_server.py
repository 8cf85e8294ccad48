"""share/duplicate-server: one machine stands in a pool twice.

Both HAProxy and NGINX accept it, and add the shares up (measured: 2:1).
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.members import is_usable
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import share_text
from steelyard.model.pool import Pool, Server

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool with a repeated server."""
    for pool, promise in subject.pools():
        if len(pool.servers) < 2:
            continue
        pair = _repeated(pool)
        if pair is None:
            continue
        first, second = pair
        if first.name == second.name:
            message = f"two servers of pool {pool.name} are named {first.name}"
            effect = "counters, sessions and commands at run time cannot tell them apart"
        else:
            message = (
                f"{first.name} and {second.name} of pool {pool.name} are the same machine, "
                f"{_address(first)}"
            )
            shares = [promise.share_of(first.name), promise.share_of(second.name)]
            known = [share for share in shares if share is not None]
            effect = (
                f"it gets {share_text(sum(known))} of the pool, and both go down together"
                if len(known) == 2
                else "it gets two shares, and both go down together"
            )
        yield report(
            second.place,
            pool.name,
            message,
            effect,
            "correct or delete the second line; to give a machine more, raise its weight",
            related=((first.place, "the first one"),),
        )


def _repeated(pool: Pool) -> tuple[Server, Server] | None:
    """The first two servers with one address and port, or with one name."""
    servers = pool.servers
    if len({(server.address, server.port) for server in servers}) == len(servers) and len(
        {server.name for server in servers}
    ) == len(servers):
        return None
    seen: dict[object, Server] = {}
    for server in pool.servers:
        if server.resolver or server.addresses is None or not is_usable(server):
            continue
        for mark in ((server.address, server.port), server.name):
            earlier = seen.setdefault(mark, server)
            if earlier is not server and earlier.place.line != server.place.line:
                return earlier, server
    return None


def _address(server: Server) -> str:
    """``10.0.0.1:8080``."""
    return server.address if server.port is None else f"{server.address}:{server.port}"
