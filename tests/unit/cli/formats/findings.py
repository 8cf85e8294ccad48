"""Findings made by hand, with everything in them that a format must escape."""

from steelyard.app.check import CheckReport
from steelyard.core.finding import Finding, Severity, Suppression
from steelyard.core.place import Place
from steelyard.model.gateway import Gateway

NASTY = 'a|b <i>"100%"</i>\r\nx: y, z & `c` \x1b[2J\x00 ü'


def finding(severity: Severity = Severity.ERROR, **changes: object) -> Finding:
    """A finding; what is not given is plain."""
    values: dict[str, object] = {
        "message": "it is wrong",
        "place": Place("conf/haproxy.cfg", 7, 3, 4),
        "subject": "web/web1",
        "consequence": "it fails",
        "remedy": "mend it",
    } | changes
    return Finding("share/no-traffic", severity, **values)


def report(*findings: Finding, compared: bool = False) -> CheckReport:
    """A report on one gateway."""
    return CheckReport([Gateway("conf", "haproxy", (2, 6))], list(findings), compared)


ALLOWED = Suppression("drained for a disk", "2027-01-31", Place("steelyard.toml", 3))
