"""share/concentration: servers that are all up, and one or few of them carry the pool.

The share is the Forecast's; the bounds are those of `steelyard`'s own page.
"""

from collections.abc import Iterator

from steelyard.core.exactness import Exactness
from steelyard.core.finding import Finding, Severity
from steelyard.forecast.result import PoolForecast, ServerShare
from steelyard.lint.intent import says_canary, says_order, undeclared
from steelyard.lint.members import actives, backups, is_usable, names
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import listed, share_text

report = Reporter(__name__, Severity.ERROR)

MOST = 0.75
"""A share from which on one server carries its pool."""

UNEQUAL = 8.0
"""How many times stronger a machine may reasonably be than the next."""

CRUMB = 1 / 20
"""Part of an equal share below which a server hardly takes part."""

PAIR = 50.0
"""How many times more one of two servers may get."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool that leans on one or few of its usable servers."""
    for _, promise in subject.pools():
        shares = [entry.share for entry in promise.servers]
        if len(shares) < 2 or None in shares or shares.count(shares[0]) == len(shares):
            continue
        finding = None
        if 0 in shares:
            finding = _waiting(subject, promise) or _never_asked(promise)
        finding = finding or _leaning(subject, promise)
        if finding is not None:
            yield finding


def _waiting(subject: Subject, promise: PoolForecast) -> Finding | None:
    """One active server beside several backups that only wait."""
    pool = promise.pool
    if pool.protocol != "http" or sum(1 for server in pool.servers if not server.backup) != 1:
        return None
    serving, waiting = actives(subject, pool), backups(subject, pool)
    speaks = pool.servers[0].check is not None and pool.servers[0].check.kind == "protocol"
    if len(serving) != 1 or len(waiting) < 2 or speaks or says_order(subject, pool):
        return None
    waiting = undeclared(subject, pool, waiting)
    if len(waiting) < 2:
        return None
    return report(
        waiting[0].place,
        pool.name,
        f"{serving[0].name} takes 100 % of pool {pool.name}: {listed(names(waiting))} are "
        "backups and get nothing as long as it lives",
        f"{serving[0].name} alone carries what {len(waiting) + 1} servers could carry; when it "
        "fails "
        + (
            "the backups start cold"
            if pool.all_backups
            else f"{waiting[0].name} alone follows, and then the next"
        ),
        "take the word backup off the servers that should serve",
        related=tuple((server.place, "waits too") for server in waiting[1:]),
        shares={entry.server.name: entry.share for entry in promise.servers},
    )


def _never_asked(promise: PoolForecast) -> Finding | None:
    """Usable servers that the algorithm never comes to."""
    pool = promise.pool
    if pool.balance.key is not None or promise.exactness is Exactness.LOAD:
        return None
    idle = [
        entry.server
        for entry in promise.servers
        if entry.share == 0 and not entry.server.backup and is_usable(entry.server)
    ]
    serving = [entry for entry in promise.servers if entry.share]
    if not idle or len(serving) != 1 or serving[0].server.backup:
        return None
    first = serving[0].server
    return report(
        pool.balance.place if pool.balance.place.line else first.place,
        pool.name,
        f"{first.name} takes 100 % of pool {pool.name}: '{pool.balance.written}' never comes "
        f"to {listed(names(idle))}",
        f"{first.name} has no limit of connections, so that it is never full; the other "
        "servers help only when it is down",
        "set the limit of connections of every server (maxconn), or choose another algorithm",
        shares={entry.server.name: entry.share for entry in promise.servers},
    )


def _leaning(subject: Subject, promise: PoolForecast) -> Finding | None:
    """Very unequal shares among the servers that get something."""
    pool = promise.pool
    taking = sorted(
        (entry for entry in promise.servers if entry.share), key=lambda e: -(e.share or 0)
    )
    known = subject.policy.pools.get(pool.name)
    if len(taking) < 2 or (known is not None and (known.capacity or known.servers)):
        return None  # with capacities stated, policy/overload judges
    shares = [entry.share or 0.0 for entry in taking]
    small = [
        entry for entry, share in zip(taking, shares, strict=True) if share * UNEQUAL < shares[0]
    ]
    crumbs = [e for e in taking if (e.share or 0.0) < CRUMB / len(taking)]
    if len(taking) == 2:
        if shares[0] < PAIR * shares[1] * (1 - 1e-9):
            return None
        return _finding(subject, promise, taking, taking[1:], Severity.WARNING)
    if shares[0] >= MOST and len(small) == len(taking) - 1:
        return _finding(subject, promise, taking, small, Severity.ERROR)
    if len(crumbs) >= 2:
        return _finding(subject, promise, taking, crumbs, Severity.ERROR)
    return None


def _finding(
    subject: Subject,
    promise: PoolForecast,
    taking: list[ServerShare],
    small: list[ServerShare],
    severity: Severity,
) -> Finding | None:
    """The finding about servers that get crumbs, unless they are declared canaries."""
    pool = promise.pool
    if all(says_canary(subject, pool, entry.server) for entry in small):
        return None
    large = [entry for entry in taking if entry not in small]
    takes = listed([f"{e.server.name} takes {share_text(e.share)}" for e in large])
    gets = listed([f"{e.server.name} {share_text(e.share)}" for e in small])
    odd, *others = large if len(large) < len(small) else small
    return report(
        odd.server.place,
        pool.name,
        f"{takes} of pool {pool.name}; {gets} {'is' if len(small) == 1 else 'are'} left over",
        f"{listed([e.server.name for e in large])} {'carries' if len(large) == 1 else 'carry'} "
        f"nearly everything; the loss of {large[0].server.name} throws its load on servers "
        "that were hardly used",
        "write weights in proportion to what the machines carry; call a canary a canary, in "
        "its name, a comment or the policy file",
        severity=severity,
        related=tuple((entry.server.place, "likewise") for entry in others),
        shares={entry.server.name: entry.share for entry in promise.servers},
    )
