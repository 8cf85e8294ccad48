"""change/split-reversed: the large share and the small share have changed places."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.changes import pool_changes
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import share_text

report = Reporter(__name__, Severity.ERROR)

FACTOR = 4
"""How many times larger a share must be, before and after, to count as the large one."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool with a reversed pair."""
    for change in pool_changes(subject):
        before = {e.server.name: e.share or 0.0 for e in change.old.servers}
        after = {e.server.name: e.share or 0.0 for e in change.new.servers}
        both = [name for name in after if before.get(name)]
        if len(both) < 2:
            continue
        large = max(both, key=lambda name: before[name])
        small = max(both, key=lambda name: after[name])
        if (
            before[large] >= FACTOR * before[small]
            and after[small] >= FACTOR * after[large]
            and after[large] > 0
        ):
            server = next(e.server for e in change.new.servers if e.server.name == small)
            yield report(
                server.place,
                change.name,
                f"{large} and {small} of pool {change.name} change places: {large} "
                f"{share_text(before[large])} -> {share_text(after[large])}, {small} "
                f"{share_text(before[small])} -> {share_text(after[small])}",
                f"{small}, which had the small share, gets nearly everything",
                "check which server each weight is meant for",
                old=before,
                new=after,
            )
