"""The verb ``check``: judge configurations, and what a change does to them."""

import os
from collections.abc import Sequence
from datetime import date

from steelyard.app.loading import Reading, load_gateway, load_policy
from steelyard.core.errors import UsageError
from steelyard.core.finding import Finding, Severity
from steelyard.core.record import record
from steelyard.forecast.forecast import forecast
from steelyard.lint.engine import judge
from steelyard.lint.policy import Policy
from steelyard.lint.rule import Subject
from steelyard.model.gateway import Gateway
from steelyard.rules.catalogue import rules


@record
class CheckReport:
    """What `check` found: the gateways read, and all findings in their order.

    ``compared`` says whether the findings tell new from old.
    """

    gateways: list[Gateway]
    findings: list[Finding]
    compared: bool

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
    checks = {name: rule.check for name, rule in rules().items()}
    old = None if against is None else load_gateway(against, reading)
    report = CheckReport([], [], against is not None)
    for path in paths:
        gateway = load_gateway(path, reading)
        if old is not None and old.dialect != gateway.dialect:
            raise UsageError(
                f"--against {against} is a configuration of {old.dialect}, "
                f"but {path} is one of {gateway.dialect}"
            )
        subject = _subject(gateway, load_policy(path, policy), today)
        if old is not None:
            subject.against = _subject(old, subject.policy, today)
        report.gateways.append(gateway)
        report.findings += judge(subject, checks)
    return report


def _subject(gateway: Gateway, policy: Policy, today: date) -> Subject:
    """What the rules see of one gateway."""
    return Subject(gateway, forecast(gateway, exact=False), policy, today)


def default_paths() -> list[str]:
    """Where the binaries look when no path is given, as far as they exist here."""
    usual = ("/etc/haproxy/haproxy.cfg", "/etc/nginx/nginx.conf")
    return [path for path in usual if os.path.exists(path)]
