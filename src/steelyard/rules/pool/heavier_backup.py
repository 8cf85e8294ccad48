"""pool/heavier-backup: the map of slots gives a later, heavier backup everything.

HAProxy ``src/lb_map.c``: the map has the slots of the first backup, but all
usable backups compete for them (measured with weights 3 and 100: 0/40).
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.members import backups
from steelyard.lint.rule import Reporter, Subject

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool with a map of slots whose first backup is not the heaviest."""
    for pool, _ in subject.pools():
        if pool.balance.algorithm != "slot-map" or pool.all_backups:
            continue
        waiting = backups(subject, pool)
        heavier = [s for s in waiting[1:] if s.applied_weight > waiting[0].applied_weight]
        if heavier:
            taker = max(heavier, key=lambda server: server.applied_weight)
            yield report(
                taker.place,
                pool.name,
                f"backup {taker.name} of pool {pool.name} (weight {taker.applied_weight}) comes "
                f"before the first backup, {waiting[0].name} (weight "
                f"{waiting[0].applied_weight}), under '{pool.balance.written}'",
                f"when no other server is left, {waiting[0].name} gets less than it should, or "
                "nothing",
                "give the backups the same weight, or let all of them serve: option allbackups",
                related=((waiting[0].place, "the first backup"),),
            )
