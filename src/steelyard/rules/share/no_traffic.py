"""share/no-traffic: servers in rotation that get nothing.

The founding incident in which a change set every weight to zero but one.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.forecast.result import PoolForecast, ServerShare
from steelyard.lint.intent import says_resting, standby_pool
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import listed, share_text

report = Reporter(__name__, Severity.ERROR)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool with servers that get exactly nothing."""
    for pool, promise in subject.pools():
        if not promise.serves or standby_pool(subject, pool):
            continue
        starved = [
            entry
            for entry in promise.servers
            if entry.share == 0
            and not entry.server.backup
            and not says_resting(subject, pool, entry.server)
        ]
        serving = [entry for entry in promise.servers if entry.share is None or entry.share > 0]
        if starved and serving and not all(entry.server.backup for entry in serving):
            yield _finding(promise, starved, serving)


def _finding(
    promise: PoolForecast, starved: list[ServerShare], serving: list[ServerShare]
) -> Finding:
    """The finding, at the first starved server."""
    pool = promise.pool
    names = listed([entry.server.name for entry in starved])
    verb = "gets" if len(starved) == 1 else "get"
    takes = listed([f"{e.server.name} takes {share_text(e.share)}" for e in serving])
    alone = len(serving) == 1
    return report(
        starved[0].server.place,
        pool.name,
        f"{names} {verb} nothing: {takes} of pool {pool.name}",
        f"{serving[0].server.name} carries the whole pool; when it fails nothing is left"
        if alone
        else f"the other servers carry what {names} carried",
        "give every server that should serve its weight back; declare a drain with a comment "
        "on the server's line or in the policy file",
        severity=Severity.ERROR if alone else Severity.WARNING,
        related=tuple((entry.server.place, "gets nothing too") for entry in starved[1:]),
        shares={entry.server.name: entry.share for entry in promise.servers},
    )
