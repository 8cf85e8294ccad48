"""pool/one-server: a pool of one beside pools of several."""

import re
from collections.abc import Iterator
from ipaddress import ip_address

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.scan import listeners_of
from steelyard.model.gateway import Listener
from steelyard.model.pool import Pool

report = Reporter(__name__, Severity.NOTE)

INNER = re.compile(
    r"admin|intern|tool|office|stat|metric|monitor|dash|graf|debug|dev|test|stag|canary|sorry|"
    r"maint|mail|acme|cert|errors?",
    re.IGNORECASE,
)
"""Names of pools that may well be one machine."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each public pool of one server where others have several."""
    gateway = subject.gateway
    if not any(len(pool.servers) > 1 for pool in gateway.pools.values()):
        return
    for pool, _ in subject.pools():
        if len(pool.servers) != 1 or not _counts(pool) or not _public(subject, pool):
            continue
        yield report(
            pool.servers[0].place,
            pool.name,
            f"pool {pool.name} has one server, {pool.servers[0].name}",
            "when it fails or is updated, every request of the pool fails",
            "add a second server, or say in a comment why one is enough",
        )


def _counts(pool: Pool) -> bool:
    """Whether the pool is one that somebody wrote for a service, without a word about it."""
    server = pool.servers[0]
    if pool.implicit or pool.resolves_late or server.addresses != 1 or server.resolver:
        return False
    if pool.comment or server.comment or INNER.search(pool.name):
        return False
    try:
        return not ip_address(server.address).is_loopback
    except ValueError:
        return False


def _public(subject: Subject, pool: Pool) -> bool:
    """Whether a listener that is open to the public leads to it."""
    return any(_is_open(listener) for listener in listeners_of(subject, pool))


def _is_open(listener: Listener) -> bool:
    """Whether it listens on all addresses, or on a public one."""
    for bind in listener.binds:
        if bind.address in ("", "*", "0.0.0.0", "::"):
            return not listener.internal
        try:
            if not ip_address(bind.address).is_private:
                return not listener.internal
        except ValueError:
            continue
    return False
