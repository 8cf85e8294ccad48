"""share/weights-inverted: the heavier server gets less.

NGINX ngx_http_upstream_random_module, measured: of two draws an idle tie keeps
the second, which is the lighter server more often than its weight says.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.members import is_usable
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import listed, share_text

report = Reporter(__name__, Severity.WARNING)

CLEAR = 0.02
"""A difference of shares that no rounding makes."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool of draws where a lighter server gets more."""
    for pool, promise in subject.pools():
        if pool.balance.algorithm != "weighted-draws":
            continue
        entries = [
            (entry.server, entry.share)
            for entry in promise.servers
            if entry.share is not None and is_usable(entry.server) and not entry.server.backup
        ]
        if len({server.applied_weight for server, _ in entries}) < 2:
            continue
        entries.sort(key=lambda pair: -pair[0].applied_weight)
        if entries[0][1] + CLEAR < entries[-1][1]:
            said = listed(
                [f"{s.name} (weight {s.applied_weight}) gets {share_text(v)}" for s, v in entries]
            )
            yield report(
                pool.balance.place,
                pool.name,
                f"'{pool.balance.written}' turns the weights of pool {pool.name} upside down "
                f"while it is idle: {said}",
                "the small machine gets the larger part; only under load do the weights "
                "come through",
                "use least_conn or plain rotation where weights differ, or give all servers "
                "the same weight",
                shares={server.name: value for server, value in entries},
            )
