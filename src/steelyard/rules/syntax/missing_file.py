"""syntax/missing-file: a file that takes part is not there.

What depends on it is unknown, and the binary refuses to start without it.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.core.record import replace
from steelyard.lint.rule import Reporter, Subject, from_notices

report = Reporter(__name__, Severity.WARNING)
noticed = from_notices(report)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each missing file, at the first line that names it."""
    found: dict[str, list[Finding]] = {}
    for finding in noticed(subject):
        found.setdefault(finding.subject, []).append(finding)
    for first, *others in found.values():
        yield replace(first, related=(*first.related, *((f.place, "likewise") for f in others[:5])))
