"""syntax/number: a number that is read otherwise than it looks.

HAProxy reads the digits that a text starts with (``atol``), and 0 without any.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.core.record import replace
from steelyard.lint.rule import Reporter, Subject, from_notices
from steelyard.lint.words import shares_text

report = Reporter(__name__, Severity.ERROR)
noticed = from_notices(report)


def check(subject: Subject) -> Iterator[Finding]:
    """What the reader saw; where it concerns a pool, with the shares that it makes.

    A line with a variable that is not set is for syntax/unset-variable.
    """
    unset = {
        (notice.place.file, notice.place.line)
        for notice in subject.gateway.notices
        if notice.rule == "syntax/unset-variable"
    }
    for finding in noticed(subject):
        if (finding.place.file, finding.place.line) in unset:
            continue
        pool = finding.subject.partition("/")[0]
        promise = subject.forecast.pools.get(pool)
        if promise is None or len(promise.servers) < 2:
            yield finding
            continue
        shares = {entry.server.name: entry.share for entry in promise.servers}
        effect = f" Pool {pool} is shared so: {shares_text(promise)}."
        yield replace(
            finding,
            consequence=finding.consequence + effect,
            detail={**finding.detail, "shares": shares},
        )
