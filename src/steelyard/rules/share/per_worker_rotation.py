"""share/per-worker-rotation: each worker balances by itself.

NGINX ngx_http_upstream_module, ``zone``; the numbers were measured.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.members import actives
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import listed, share_text
from steelyard.model.pool import Pool

report = Reporter(__name__, Severity.NOTE)

ROTATING = frozenset({"smooth-rotation", "fair-rotation", "slot-map"})
"""Algorithms that take turns."""

COUNTING = frozenset({"least-ratio", "least-connections"})
"""Algorithms that look at open connections."""

STARVED = 0.02
"""A share below which a server waits for hundreds of requests in each worker."""

MANY = 10
"""Failed attempts on one dead server, over all workers, that are more than a few."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool without shared state that suffers much, a note for all others."""
    quiet: dict[str, list[Pool]] = {}
    for pool, promise in subject.pools():
        if pool.state != "worker" or pool.copies == 1 or len(pool.servers) < 2:
            continue
        if pool.balance.key is not None or len(actives(subject, pool)) < 2:
            continue
        counts = pool.balance.algorithm in COUNTING or bool(pool.balance.options.get("least"))
        least = min((e.share for e in promise.servers if e.share), default=1.0)
        severity, effect = _effect(pool, counts, least)
        if severity is Severity.NOTE:
            quiet.setdefault(effect, []).append(pool)
        elif severity is not None:
            yield _finding([pool], severity, effect)
    for effect, pools in quiet.items():
        yield _finding(pools, Severity.NOTE, effect)


def _finding(pools: list[Pool], severity: Severity, effect: str) -> Finding:
    """The finding at the first of these pools."""
    first = pools[0]
    workers = "each worker" if first.copies is None else f"each of {first.copies} workers"
    names = listed([pool.name for pool in pools])
    return report(
        first.balance.place if first.balance.place.line else first.place,
        first.name,
        f"{workers} balances pool{'s' if len(pools) > 1 else ''} {names} by itself",
        effect,
        "share the pool's state between the workers with a zone, such as 'zone web 64k;'",
        severity=severity,
        related=tuple((pool.place, f"pool {pool.name}") for pool in pools[1:6]),
    )


def _effect(pool: Pool, counts: bool, least: float) -> tuple[Severity | None, str]:
    """How much it matters, and what it does to traffic."""
    limited = any("max-connections" in server.limits for server in pool.servers)
    attempts = _attempts(pool)
    if counts:
        return Severity.NOTE, (
            "a worker sees only its own connections: a slow server gets far more than it "
            "should (measured with 8 workers: 20 % instead of 12 %)"
        )
    if pool.balance.algorithm in ROTATING and least < STARVED:
        return Severity.WARNING, (
            f"a server with {share_text(least)} gets nothing until one worker has seen "
            f"{1 / least:.0f} requests; after each reload all of them start again"
        )
    if attempts >= MANY:
        return Severity.WARNING, (
            "rotation and failure marks are each worker's own: a dead server costs "
            f"{attempts} failed attempts before all workers leave it alone"
        )
    if limited:
        return None, ""  # limits/per-worker speaks
    return Severity.NOTE, (
        "the shares hold in the long run; for short stretches they do not, and every worker "
        "finds a dead server out for itself"
    )


def _attempts(pool: Pool) -> int:
    """Failed attempts until all workers have marked a dead server; 0 when not known."""
    marks = [server.passive.get("max-fails") for server in pool.servers]
    most = max((int(float(mark.value)) for mark in marks if mark is not None), default=0)
    return most * (pool.copies or 0)
