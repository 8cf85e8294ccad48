"""timeouts/missing: peers that may stall for ever."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import listed

report = Reporter(__name__, Severity.WARNING)

NEEDED = {"connect": "connecting to a server", "response": "the silence of a server"}
"""The limits that a pool needs, in words."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each listener and pool without its limits; one for all if many."""
    for listener in subject.gateway.listeners:
        leads = subject.forecast.reached.get(listener.name)
        bounded = "client" in listener.timeouts or "tunnel" in listener.timeouts
        if not bounded and leads and listener.protocol != "udp":
            yield report(
                listener.place,
                listener.name,
                f"{listener.kind} {listener.name} sets no limit on the silence of clients",
                "connections of clients that have gone are held for ever and fill the limit",
                "set timeout client",
            )
    for pool, _ in subject.pools():
        has = pool.timeouts
        lacking = [words for name, words in NEEDED.items() if name not in has]
        if "response" not in has and "tunnel" in has and pool.protocol == "tcp":
            lacking.remove(NEEDED["response"])
        if lacking and pool.servers:
            yield report(
                pool.place,
                pool.name,
                f"pool {pool.name} sets no limit on {listed(lacking)}",
                "a stalled server holds its connections for ever and fills the limits",
                "set timeout connect and timeout server, in the defaults section",
            )
