"""routing/unknown-host: nobody said who answers for hosts that no name covers.

NGINX manual, "How nginx processes a request": the first server block does.
"""

import re
from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.core.record import replace
from steelyard.lint.rule import Reporter, Subject, from_notices

report = Reporter(__name__, Severity.NOTE)
noticed = from_notices(report)

INTERNAL = re.compile(
    r"(^|[.-])(admin|intern(al)?|intra(net)?|staging|stage|test|dev|backoffice|private|ops)[.-]",
    re.IGNORECASE,
)
"""Names of sites that are not for the public."""


def check(subject: Subject) -> Iterator[Finding]:
    """What the reader saw; a warning where a site answers that is not for everybody."""
    for finding in noticed(subject):
        if INTERNAL.search(finding.subject):
            yield replace(finding, severity=Severity.WARNING)
        else:
            yield finding
