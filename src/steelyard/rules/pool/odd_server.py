"""pool/odd-server: one server of a pool is spoken to in another way than its peers.

HAProxy configuration manual 5.2 (``send-proxy``, ``ssl``): a server that does
not expect the PROXY protocol takes its line for a broken request, and one that
expects it refuses whoever does not send it.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.members import actives, names
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import listed
from steelyard.model.pool import Server

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool whose servers on one port differ in that."""
    for pool, _ in subject.pools():
        servers = actives(subject, pool)
        if len({server.port for server in servers}) > 1:
            continue
        for what, told, rest in (
            ("the PROXY protocol", *_parted(servers, [server.send_proxy for server in servers])),
            ("TLS", *_parted(servers, [server.tls for server in servers])),
        ):
            if not told or not rest:
                continue
            odd = rest if len(rest) <= len(told) else told
            yield report(
                odd[0].place,
                pool.name,
                f"{listed(names(told))} of pool {pool.name} "
                f"{'get' if len(told) > 1 else 'gets'} {what}, {listed(names(rest))} "
                f"{'do' if len(rest) > 1 else 'does'} not",
                "servers of one kind want the same: those that are spoken to in the wrong way "
                f"fail their requests, {len(odd)} of {len(servers)} here",
                "write it for all servers of the pool, best in default-server",
                identity=what,
            )


def _parted(servers: list[Server], flags: list[bool]) -> tuple[list[Server], list[Server]]:
    """The servers with the flag, and those without."""
    pairs = list(zip(servers, flags, strict=True))
    return [one for one, flag in pairs if flag], [one for one, flag in pairs if not flag]
