"""routing/self-loop: a pool whose server is the gateway itself.

Each pass adds headers and takes a connection on both sides, until a limit ends it.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject
from steelyard.model.gateway import Listener

report = Reporter(__name__, Severity.ERROR)

LOCAL = ("127.0.0.1", "localhost", "::1")
"""Addresses that are certainly this machine."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool that a listener leads to and that leads back to it.

    A server on another listener of the gateway is a chain, and meant.
    """
    own: dict[tuple[str, int | None], Listener] = {}
    for listener in subject.gateway.listeners:
        if not listener.disabled and listener.protocol != "udp":
            for bind in listener.binds:
                for address in (bind.address,) if bind.address else LOCAL:
                    own.setdefault((address, bind.port), listener)
    for pool, _ in subject.pools():
        for server in pool.servers:
            entered = own.get((server.address, server.port))
            if entered is None or pool.name not in subject.forecast.reached[entered.name]:
                continue
            yield report(
                server.place,
                f"{pool.name}/{server.name}",
                f"server {server.name} of pool {pool.name} is {entered.kind} {entered.name} of "
                "this gateway, which leads to the pool again",
                "requests for this server come back in, again and again, until connections run out",
                "name the address of the real server",
                severity=Severity.WARNING if entered.by_name else None,
            )
            break
