"""The verb ``check``: judge configurations, and what a change does to them."""

import os
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from steelyard.app.judging import judged
from steelyard.app.loading import Reading, load_gateway, load_policy
from steelyard.core.finding import Finding, Severity
from steelyard.core.record import field, record
from steelyard.model.gateway import Gateway

if TYPE_CHECKING:
    from steelyard.app.diff import DiffReport


@record
class CheckReport:
    """What `check` found: the gateways read, and all findings in their order.

    ``compared`` says whether the findings tell new from old; ``changes`` are then what
    becomes of traffic, one for each gateway.
    """

    gateways: list[Gateway]
    findings: list[Finding]
    compared: bool
    changes: "list[DiffReport]" = field(default_factory=list)

    def failing(self, fail_on: Severity) -> list[Finding]:
        """The findings that close the gate.

        At or above ``fail_on``, not allowed by the policy and, when compared
        with an old revision, not standing there already.
        """
        return [
            finding
            for finding in self.findings
            if finding.suppressed is None
            and finding.severity.rank >= fail_on.rank
            and (finding.new or not self.compared)
        ]


def check(
    paths: Sequence[str],
    reading: Reading,
    *,
    against: str | None = None,
    policy: str | None = None,
    today: date,
) -> CheckReport:
    """Judges each path; with ``against`` each is taken to replace that revision."""
    report = CheckReport([], [], against is not None)
    old = None
    if against is not None:
        # Only here: a check of one revision needs nothing of what compares two.
        from steelyard.app.diff import load_old, weigh

        old = load_old(against, reading)
    for path in paths:
        gateway = load_gateway(path, reading)
        known = load_policy(path, policy)
        findings = judged(gateway, old, known, today)
        report.gateways.append(gateway)
        report.findings += findings
        if old is not None:
            report.changes.append(weigh(old, gateway, known, findings))
    return report


def default_paths() -> list[str]:
    """Where the binaries look when no path is given, as far as they exist here."""
    usual = ("/etc/haproxy/haproxy.cfg", "/etc/nginx/nginx.conf")
    return [path for path in usual if os.path.exists(path)]
