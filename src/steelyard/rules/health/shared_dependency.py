"""health/shared-dependency: one fault elsewhere makes every server fail its check at once.

Measured with HAProxy: 503 for all requests although every server would answer.
"""

import re
from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.members import actives, backups
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.scan import values_of
from steelyard.lint.ways import target
from steelyard.lint.words import seconds
from steelyard.model.pool import HealthCheck, Pool
from steelyard.model.values import Field

report = Reporter(__name__, Severity.WARNING)

DEEP = re.compile(
    r"(^|[/_.=?&-])(deep|full|db|database|sql|mysql|postgres|postgresql|mongo|redis|deps|"
    r"dependencies|dependency|downstream|upstream|integrations?)($|[/_.=?&-])",
    re.IGNORECASE,
)
"""Parts of a path that speak of what all servers share."""

EXACTLY = re.compile(r"(^|; )r?status 200$")
"""The expectation of exactly 200."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool of several servers that may lose all of them together."""
    for pool, _ in subject.pools():
        servers = actives(subject, pool)
        if len(servers) < 2 or servers[0].check is None:
            continue
        told = servers[0].check
        reason = _reason(told)
        if not reason or any(
            server.check is None or server.check.path != told.path for server in servers
        ):
            continue
        if _way_out(subject, pool):
            continue
        yield report(
            pool.check.place if pool.check is not None else told.place,
            pool.name,
            f"the {len(servers)} servers of pool {pool.name} are all judged by "
            f"'{_asked(told)}', {reason}",
            "when that fails, all of them are taken out within "
            f"{seconds(told.interval * told.fall)} and every request gets 503, although the "
            "servers run",
            "ask for a page that tells only whether this server works, or add a way out: a rule "
            "on the number of usable servers, or an unchecked backup",
        )


def _reason(told: HealthCheck) -> str:
    """Why all servers may fail it together; "" when nothing says so."""
    if told.kind != "http":
        return ""
    if DEEP.search(told.path):
        return "which depends on what they all share"
    if told.path in ("", "/") and EXACTLY.search(told.expect):
        return "the home page, and only 200 will do: the day it redirects they all fail"
    return ""


def _asked(told: HealthCheck) -> str:
    """The request of the check."""
    return f"{told.method or 'GET'} {told.path or '/'}"


def _way_out(subject: Subject, pool: Pool) -> bool:
    """Whether something still answers when all servers fail their check."""
    if any(server.check is None for server in backups(subject, pool)):
        return True
    for _, route in subject.gateway.routes():
        if Field("usable-servers", pool.name) in values_of(route.condition):
            other = subject.gateway.pools.get(target(subject.gateway, route))
            if other is not None and other.servers:
                return True
    return False
