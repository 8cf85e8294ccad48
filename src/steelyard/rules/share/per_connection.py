"""share/per-connection: HTTP is balanced connection by connection.

HAProxy configuration manual 4.2 (``mode``): in tcp mode the choice is made once
for a connection, whatever number of requests it carries.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.members import actives
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.scan import listeners_of
from steelyard.model.gateway import Listener
from steelyard.model.pool import Pool

report = Reporter(__name__, Severity.WARNING)

WEB_PORTS = frozenset({80, 8000, 8080})
"""Ports that speak plain HTTP."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each TCP pool of several servers that speak HTTP."""
    for pool, _ in subject.pools():
        if pool.protocol != "tcp" or len(actives(subject, pool)) < 2:
            continue
        if any(server.send_proxy for server in pool.servers):
            continue  # another balancer follows, which looks at requests
        why = _evidence(subject, pool)
        if why:
            yield report(
                pool.balance.place if pool.balance.place.line else pool.place,
                pool.name,
                f"pool {pool.name} serves HTTP but is balanced connection by connection: {why}",
                "all requests of one keep-alive or HTTP/2 connection meet one server: a few "
                "busy clients or one proxy in front leave the other servers idle",
                "balance requests (mode http); where TLS must pass through unopened, close "
                "long connections from time to time",
                severity=Severity.NOTE if _forwards_ports(subject, pool) else None,
            )


def _forwards_ports(subject: Subject, pool: Pool) -> bool:
    """Whether the same machines get TLS unopened too: whole ports are handed on by design."""
    machines = {server.address for server in pool.servers}
    return any(
        machines == {server.address for server in other.servers}
        and any(listener.protocol == "tcp" for listener in listeners_of(subject, other))
        and _passes_tls(listeners_of(subject, other))
        for other, _ in subject.pools()
        if other.name != pool.name and other.protocol == "tcp"
    )


def _evidence(subject: Subject, pool: Pool) -> str:
    """What says that HTTP is spoken, "" when nothing does."""
    listeners = [found for found in listeners_of(subject, pool) if found.protocol == "tcp"]
    for listener in listeners:
        if any("h2" in bind.protocols for bind in listener.binds):
            return "the listener offers HTTP/2"
        port = _web_port(listener)
        if port:
            return f"the listener's port is {port}"
    if _passes_tls(listeners):
        return ""
    if pool.check is None or pool.check.place.line < pool.place.line:
        return ""  # inherited from defaults: it may not be meant for this pool
    checked = pool.servers[0].check
    if (
        checked is not None
        and checked.kind == "http"
        and checked.port in (None, pool.servers[0].port)
    ):
        return "the health check of its servers is HTTP, on the port that serves"
    return ""


def _web_port(listener: Listener) -> int:
    """The listener's plain HTTP port, 0 when it has none."""
    for bind in listener.binds:
        if bind.port in WEB_PORTS and bind.transport == "tcp":
            return bind.port or 0
    return 0


def _passes_tls(listeners: list[Listener]) -> bool:
    """Whether TLS passes through unopened, so that requests cannot be seen."""
    binds = [bind for listener in listeners for bind in listener.binds]
    return all(bind.port in (443, 8443) and not bind.tls for bind in binds)
