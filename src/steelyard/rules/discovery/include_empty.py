"""discovery/include-empty: an include that brings nothing in.

NGINX manual, include: a mask that matches no file is no error.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.core.record import replace
from steelyard.lint.rule import Reporter, Subject, from_notices

report = Reporter(__name__, Severity.WARNING)
noticed = from_notices(report)

OPTIONAL = ("modules", "conf.d/", ".d/", "snippets", "default.d")
"""Directories that packages ship empty."""


def check(subject: Subject) -> Iterator[Finding]:
    """What the reader saw; a note for directories that packages ship empty."""
    for finding in noticed(subject):
        if any(part in finding.subject for part in OPTIONAL):
            yield replace(finding, severity=Severity.NOTE)
        else:
            yield finding
