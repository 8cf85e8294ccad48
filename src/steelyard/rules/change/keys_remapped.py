"""change/keys-remapped: more keys change server than need to."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.forecast.balancing.family import family
from steelyard.forecast.health import Health
from steelyard.forecast.result import PoolForecast
from steelyard.lint.changes import PoolChange, pool_changes
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import share_text

report = Reporter(__name__, Severity.WARNING)

SAMPLE = 4096
"""Keys placed under each revision: the part moved is known to within 2 points."""

TOLERANCE = 0.05
"""Part of keys that sampling and rounding of rings may move."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool that remaps its keys."""
    for change in pool_changes(subject):
        old, new = change.old.pool, change.new.pool
        if old.balance.key is None or new.balance.key is None or _same(change):
            continue
        before = _placed(change.old, subject.forecast.health)
        after = _placed(change.new, subject.forecast.health)
        moves = change.moves()
        if before is None or after is None or moves is None:
            continue
        moved = sum(a != b for a, b in zip(before, after, strict=True)) / SAMPLE
        needed = sum(move for move in moves.values() if move > 0)
        if moved > 2 * needed + TOLERANCE:
            yield report(
                new.balance.place,
                change.name,
                f"the change sends {share_text(moved)} of the keys of pool {change.name} to "
                f"another server; {share_text(needed)} would do",
                "every moved key is a cold cache or a lost session, all at once",
                "append servers at the end or give them explicit ids; keep the hash function "
                "and type",
                moved=moved,
                needed=needed,
            )


def _same(change: PoolChange) -> bool:
    """Whether nothing that decides about keys differs (the usual case, kept cheap)."""
    return _essence(change.old) == _essence(change.new)


def _essence(promise: PoolForecast) -> object:
    """What decides which server a key gets."""
    balance = promise.pool.balance
    return (
        balance.algorithm,
        sorted(balance.options.items()),
        balance.key.written if balance.key else "",
        [
            (s.id, s.applied_weight, s.admin, s.backup, s.literal, s.name)
            for s in promise.pool.servers
        ],
    )


def _placed(promise: PoolForecast, health: Health) -> list[tuple[str, int | None] | None] | None:
    """The address of each sample key's server."""
    pool = promise.pool
    keys = [
        b"key-%d" % number
        if pool.balance.key is None or pool.balance.key.kind == "text"
        else (0x0A000000 + number * 65521).to_bytes(4, "big")
        for number in range(SAMPLE)
    ]
    try:
        placed = family(pool.balance.algorithm).place_keys(pool, health, keys)
    except KeyError:
        return None
    if placed is None:
        return None
    servers = pool.servers
    return [
        None if index is None else (servers[index].address, servers[index].port) for index in placed
    ]
