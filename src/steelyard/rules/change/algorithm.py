"""change/algorithm: servers are chosen in another way."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.changes import pool_changes
from steelyard.lint.rule import Reporter, Subject
from steelyard.model.pool import Balance

report = Reporter(__name__, Severity.NOTE)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool with another algorithm."""
    for change in pool_changes(subject):
        old, new = change.old.pool.balance, change.new.pool.balance
        if old.algorithm == new.algorithm or "single" in (old.algorithm, new.algorithm):
            continue
        blind = _looks_at_load(old) and not _looks_at_load(new)
        before, after = (b.written or b.algorithm for b in (old, new))
        yield report(
            new.place if new.place.line else change.new.pool.place,
            change.name,
            f"pool {change.name} chooses servers by {after}, before by {before}",
            "requests queue behind slow ones while other servers idle, if their times differ"
            if blind
            else "shares and their spread over time may differ",
            "check that requests take about equal time" if blind else "nothing, if it is meant",
            severity=Severity.WARNING if blind else Severity.NOTE,
        )


def _looks_at_load(balance: Balance) -> bool:
    """Whether the choice depends on connections in flight."""
    if balance.algorithm in ("least-connections", "least-ratio"):
        return True
    if balance.algorithm == "ring-draws":
        return int(balance.options.get("draws", 2)) > 1
    return bool(balance.options.get("least"))
