"""The report as JSON, schema ``steelyard.check/1`` (DESIGN.md section 5)."""

import json

from steelyard.app.check import CheckReport
from steelyard.core.finding import Finding, Severity
from steelyard.lint.engine import count
from steelyard.model.gateway import Gateway

Value = object


def render(report: CheckReport) -> str:
    """One JSON object."""
    return json.dumps(check_object(report), indent=2) + "\n"


def check_object(report: CheckReport) -> dict[str, Value]:
    """The whole report."""
    totals = count(report.findings)
    document: dict[str, Value] = {
        "schema": "steelyard.check/1",
        "gateways": [gateway_object(gateway) for gateway in report.gateways],
        "findings": [finding_object(finding) for finding in report.findings],
        "summary": {
            "errors": totals[Severity.ERROR],
            "warnings": totals[Severity.WARNING],
            "notes": totals[Severity.NOTE],
            "new": sum(1 for finding in report.findings if finding.new),
            "suppressed": sum(1 for f in report.findings if f.suppressed is not None),
        },
    }
    if report.changes:
        document["change"] = change_object(report)
    return document


def change_object(report: CheckReport) -> dict[str, Value]:
    """What the change does to traffic: of several gateways the least certain verdict."""
    from steelyard.cli.formats.diff_words import headline

    verdicts = {change.difference.verdict for change in report.changes}
    named = len(report.changes) > 1
    return {
        "verdict": next((word for word in ("unknown", "changed") if word in verdicts), "same"),
        "summary": [
            f"{change.new.gateway.path}: {sentence}" if named else sentence
            for change in report.changes
            for sentence in headline(change)
        ],
        "regions": sum(len(change.difference.regions) for change in report.changes),
        "pools": sum(len(change.difference.pools) for change in report.changes),
    }


def gateway_object(gateway: Gateway) -> dict[str, Value]:
    """What was read of one gateway, in numbers."""
    return {
        "path": gateway.path,
        "dialect": gateway.dialect,
        "version": ".".join(str(part) for part in gateway.version),
        "version_stated": gateway.version_stated,
        "listeners": len(gateway.listeners),
        "routes": sum(1 for _, route in gateway.routes() if not route.implicit),
        "pools": len(gateway.pools),
        "servers": sum(len(pool.servers) for pool in gateway.pools.values()),
        "complete": gateway.complete,
        "opaque": len(gateway.opaque),
    }


def finding_object(finding: Finding) -> dict[str, Value]:
    """One finding."""
    allowed = finding.suppressed
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "file": finding.place.file,
        "line": finding.place.line,
        "column": finding.place.column,
        "subject": finding.subject,
        "consequence": finding.consequence,
        "remedy": finding.remedy,
        "related": [
            {"file": place.file, "line": place.line, "message": what}
            for place, what in finding.related
        ],
        "detail": {key: value for key, value in finding.detail.items() if key != "identity"},
        "suppressed": None
        if allowed is None
        else {
            "reason": allowed.reason,
            "until": allowed.until,
            "file": allowed.place.file,
            "line": allowed.place.line,
        },
        "new": finding.new,
    }
