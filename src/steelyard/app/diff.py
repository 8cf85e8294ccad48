"""The verb ``diff``: what a change does to traffic."""

from collections.abc import Callable, Sequence
from datetime import date

from steelyard.app.loading import Reading, load_gateway, load_policy
from steelyard.app.workload import read_workload
from steelyard.compare.compare import compare
from steelyard.compare.difference import Difference
from steelyard.core.finding import Finding, Severity
from steelyard.core.record import field, record, replace
from steelyard.forecast.forecast import forecast
from steelyard.forecast.result import Forecast
from steelyard.lint.engine import judge
from steelyard.lint.policy import Policy
from steelyard.lint.rule import Subject
from steelyard.rules.catalogue import rules


@record
class DiffReport:
    """Both revisions, what the change does, and what it brings in that is wrong.

    ``findings`` are the new ones of ``check --against``, warnings and errors; none
    between dialects, whose findings do not compare.
    """

    old: Forecast
    new: Forecast
    difference: Difference
    policy: Policy
    findings: list[Finding] = field(default_factory=list)

    @property
    def errors(self) -> int:
        """New findings that close the gate."""
        return sum(1 for finding in self.findings if finding.severity is Severity.ERROR)


def make_diff(
    old_path: str,
    new_path: str,
    reading: Reading,
    *,
    logs: Sequence[str] = (),
    log_format: str | None = None,
    policy: str | None = None,
    today: date,
    progress: Callable[[float], None] | None = None,
    warn: Callable[[str], None] | None = None,
) -> DiffReport:
    """The report; arguments as on the command line."""
    # A dialect that was named is that of the new revision: the old one may be of another.
    old_gateway = load_gateway(old_path, _for_old(old_path, reading))
    new_gateway = load_gateway(new_path, reading)
    old, new = forecast(old_gateway), forecast(new_gateway)
    workload = None
    if logs:
        gateways = [old_gateway, new_gateway]
        workload = read_workload(
            logs, gateways, log_format=log_format, locations=True, progress=progress, warn=warn
        )
    rules_of = load_policy(new_path, policy)
    report = DiffReport(old, new, compare(old, new, workload), rules_of)
    if old_gateway.dialect == new_gateway.dialect:
        subject = Subject(new_gateway, forecast(new_gateway, exact=False), rules_of, today)
        subject.against = Subject(old_gateway, forecast(old_gateway, exact=False), rules_of, today)
        checks = {name: rule.check for name, rule in rules().items()}
        report.findings = [
            finding
            for finding in judge(subject, checks)
            if finding.new and finding.suppressed is None and finding.severity.rank
        ]
    return report


def _for_old(path: str, reading: Reading) -> Reading:
    """How to read the old revision: its dialect is recognised when the named one is not its."""
    if reading.dialect is None:
        return reading
    from steelyard.core.source import SourceTree
    from steelyard.dialects import registry

    found = registry.recognise(SourceTree(path, reading.root))
    return reading if found == reading.dialect else replace(reading, dialect=None)
