"""Runs rules over a subject: findings, what is new, what the policy allows."""

from collections.abc import Iterable, Mapping
from datetime import date

from steelyard.core.finding import Finding, Severity, Suppression
from steelyard.core.record import replace
from steelyard.lint.policy import Allowance, Policy
from steelyard.lint.rule import Check, Subject


def judge(subject: Subject, rules: Mapping[str, Check]) -> list[Finding]:
    """Every finding about ``subject``, in the order of files and lines.

    Findings that stood in ``subject.against`` already are marked as not new;
    those that the policy allows carry their suppression.
    """
    found = _run(subject, rules)
    if subject.against is not None:
        before = {finding.identity for finding in _run(subject.against, rules)}
        found = [replace(f, new=f.identity not in before) for f in found]
    return [_suppressed(finding, subject.policy, subject.today) for finding in found]


def _run(subject: Subject, rules: Mapping[str, Check]) -> list[Finding]:
    """The findings of all rules, each once, sorted by place."""
    found: dict[tuple[object, ...], Finding] = {}
    for check in rules.values():
        for finding in check(subject):
            key = (
                finding.rule,
                finding.place.file,
                finding.place.line,
                finding.subject,
                finding.message,
            )
            found.setdefault(key, finding)
    return sorted(
        found.values(), key=lambda f: (f.place.file, f.place.line, -f.severity.rank, f.rule)
    )


def _suppressed(finding: Finding, policy: Policy, today: date) -> Finding:
    """The finding with the policy entry that allows it, if one in force does."""
    for entry in policy.allowances:
        if allows(entry, finding) and (entry.until is None or entry.until >= today):
            until = None if entry.until is None else entry.until.isoformat()
            return replace(finding, suppressed=Suppression(entry.reason, until, entry.place))
    return finding


def allows(entry: Allowance, finding: Finding) -> bool:
    """Whether the entry speaks of this finding."""
    return entry.rule == finding.rule and entry.subject in ("*", finding.subject)


def count(findings: Iterable[Finding]) -> dict[Severity, int]:
    """How many findings of each severity are not suppressed."""
    totals = dict.fromkeys(Severity, 0)
    for finding in findings:
        if finding.suppressed is None:
            totals[finding.severity] += 1
    return totals
