"""routing/regex-overrides-prefix: an expression takes what a prefix is written for.

NGINX manual, ngx_http_core_module, location: an expression that matches wins
over a prefix without ``^~``, wherever it stands.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.core.record import replace
from steelyard.lint.rule import Reporter, Subject, from_notices
from steelyard.lint.ways import pool_words

report = Reporter(__name__, Severity.WARNING)
noticed = from_notices(report)


def check(subject: Subject) -> Iterator[Finding]:
    """What the reader saw, with the shares of the pool that gains."""
    for finding in noticed(subject):
        pool = str(finding.detail.get("pool", ""))
        promise = subject.forecast.pools.get(pool)
        if promise is None:
            yield finding
            continue
        shares = {entry.server.name: entry.share for entry in promise.servers}
        gains = f" The one that gains is {pool_words(subject, pool)}."
        yield replace(
            finding,
            consequence=finding.consequence + gains,
            detail={**finding.detail, "shares": shares},
        )
