"""The verb ``diff``: what a change does to traffic."""

from collections.abc import Callable, Sequence
from datetime import date

from steelyard.app.judging import judged
from steelyard.app.loading import Reading, load_gateway, load_policy
from steelyard.app.workload import read_workload
from steelyard.compare.compare import compare
from steelyard.compare.difference import Difference
from steelyard.core.finding import Finding, Severity
from steelyard.core.record import field, record, replace
from steelyard.forecast.forecast import forecast
from steelyard.forecast.result import Forecast
from steelyard.forecast.workload.counts import Workload
from steelyard.lint.policy import Policy
from steelyard.model.gateway import Gateway


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
    findings: bool = True,
) -> DiffReport:
    """The report; arguments as on the command line.  ``findings``: with those of check."""
    old = load_old(old_path, reading)
    new = load_gateway(new_path, reading)
    workload = None
    if logs:
        workload = read_workload(
            logs, [old, new], log_format=log_format, locations=True, progress=progress, warn=warn
        )
    rules_of = load_policy(new_path, policy)
    wanted = findings and old.dialect == new.dialect
    found = judged(new, old, rules_of, today) if wanted else []
    return weigh(old, new, rules_of, found, workload)


def weigh(
    old: Gateway,
    new: Gateway,
    policy: Policy,
    findings: Sequence[Finding],
    workload: Workload | None = None,
) -> DiffReport:
    """The report on two revisions that were read and judged."""
    before, after = forecast(old), forecast(new)
    report = DiffReport(before, after, compare(before, after, workload), policy)
    if old.dialect == new.dialect:
        report.findings = [
            finding
            for finding in findings
            if finding.new and finding.suppressed is None and finding.severity.rank
        ]
    return report


def load_old(path: str, reading: Reading) -> Gateway:
    """The old revision: a dialect that was named is that of the new one, this may be another's."""
    return load_gateway(path, _for_old(path, reading))


def _for_old(path: str, reading: Reading) -> Reading:
    """How to read the old revision: its dialect is recognised when the named one is not its."""
    if reading.dialect is None:
        return reading
    from steelyard.core.source import SourceTree
    from steelyard.dialects import registry

    found = registry.recognise(SourceTree(path, reading.root))
    return reading if found == reading.dialect else replace(reading, dialect=None)
