"""change/share-moved: much of a pool's traffic goes to other servers of it."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.changes import PoolChange, pool_changes
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import listed, share_text

report = Reporter(__name__, Severity.WARNING)

ONE_SERVER = 0.9
"""A share from which on one server carries the pool alone."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool whose staying servers gain too much."""
    for change in pool_changes(subject):
        moves = change.moves()
        if moves is None or not change.new.serves or not change.old.serves:
            continue
        after = {entry.server.name: entry.share or 0.0 for entry in change.new.servers}
        before = {entry.server.name: entry.share or 0.0 for entry in change.old.servers}
        stopped = any(before.get(name, 0) > 0 and share == 0 for name, share in after.items())
        gained = sum(move for name, move in moves.items() if move > 0 and name in before)
        if gained > subject.policy.max_share_moved and not stopped:
            yield _finding(change, moves, before, after, gained)


def _finding(
    change: PoolChange,
    moves: dict[str, float],
    before: dict[str, float],
    after: dict[str, float],
    gained: float,
) -> Finding:
    """The finding, at the server that gains most."""
    first = max(after, key=lambda name: moves[name])
    alone = after[first] >= ONE_SERVER and before.get(first, 0.0) < ONE_SERVER
    server = next(e.server for e in change.new.servers if e.server.name == first)
    ranked = sorted(after, key=lambda name: -abs(moves[name]))
    said = listed(
        [
            f"{name} {share_text(before.get(name, 0.0))} -> {share_text(after[name])}"
            for name in ranked
            if moves[name]
        ]
    )
    return report(
        server.place,
        change.name,
        f"the change moves {share_text(gained)} of pool {change.name}: {said}",
        f"{first} gets {after[first] / before[first]:.2g} times what it got"
        if before.get(first)
        else f"{first} is new and gets {share_text(after[first])}",
        "check that the move is meant and that the servers can carry it, or move in steps",
        severity=Severity.ERROR if alone else Severity.WARNING,
        old=before,
        new=after,
    )
