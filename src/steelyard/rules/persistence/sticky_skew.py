"""persistence/sticky-skew: a skew that persistence keeps alive.

HAProxy configuration manual 4.2 (``cookie``: ``maxidle``, ``maxlife``);
measured: 60 sessions made while two of three servers were down stay 60/0/0
after their return.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.core.place import Place
from steelyard.lint.keys import is_source
from steelyard.lint.members import actives
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import seconds
from steelyard.model.pool import Pool

report = Reporter(__name__, Severity.WARNING)

LONG = 8 * 3600.0
"""Seconds from which on an address is bound to its server for a working day."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool of several servers that clients never leave again."""
    for pool, _ in subject.pools():
        if not pool.persistence or len(actives(subject, pool)) < 2:
            continue
        cookie = _endless_cookie(pool)
        found = cookie or _long_address(pool)
        if found is not None:
            place, message, remedy = found
            yield report(
                place,
                pool.name,
                message,
                "after a restart or a failure the servers that stayed up keep all those clients; "
                "the one that came back gets new clients only, for hours",
                remedy,
                severity=Severity.NOTE if cookie is not None else None,
            )


def _endless_cookie(pool: Pool) -> tuple[Place, str, str] | None:
    """A cookie that the gateway inserts, without any end."""
    for rule in pool.persistence:
        mode = rule.settings.get("mode")
        if rule.kind != "cookie" or mode is None or mode.value != "insert":
            continue
        if not {"max-idle", "max-life"} & rule.settings.keys():
            return (
                rule.place,
                f"clients of pool {pool.name} stay on their server as long as the browser "
                f"keeps cookie {rule.name}: it has no end",
                "give the cookie an end: maxidle 30m maxlife 8h",
            )
    return None


def _long_address(pool: Pool) -> tuple[Place, str, str] | None:
    """A table that binds addresses for a day."""
    for rule in pool.persistence:
        expire = rule.settings.get("expire")
        if rule.kind != "table" or rule.key is None or not is_source(rule.key):
            continue
        if expire is not None and float(expire.value) >= LONG:
            return (
                rule.place,
                f"clients of pool {pool.name} are bound by address for "
                f"{seconds(float(expire.value))}, counted from their last request; an office "
                "behind one address is one client",
                "bind sessions, not addresses: stick on the session cookie, and expire 30m",
            )
    return None
