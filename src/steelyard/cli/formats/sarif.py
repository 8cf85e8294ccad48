"""Findings as SARIF 2.1.0 (OASIS), for code-scanning services."""

import json
import os
from urllib.parse import quote

from steelyard import __version__
from steelyard.app.check import CheckReport
from steelyard.core.finding import Finding, Severity
from steelyard.core.place import Place
from steelyard.rules.catalogue import rules

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
"""SARIF's level of each severity."""

Node = dict[str, object]


def render(report: CheckReport) -> str:
    """One SARIF log with one run."""
    used = sorted({finding.rule for finding in report.findings})
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "steelyard",
                        "semanticVersion": __version__,
                        "rules": [_rule(name) for name in used],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, used, report.compared) for finding in report.findings],
            }
        ],
    }
    return json.dumps(document, indent=2) + "\n"


def _rule(name: str) -> Node:
    """The description of one rule."""
    rule = rules()[name]
    return {
        "id": name,
        "shortDescription": {"text": rule.title},
        "help": {"text": rule.text(), "markdown": rule.text()},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
    }


def _result(finding: Finding, used: list[str], compared: bool) -> Node:
    """One finding."""
    text = " ".join(p for p in (finding.message, finding.consequence, finding.remedy) if p)
    result: Node = {
        "ruleId": finding.rule,
        "ruleIndex": used.index(finding.rule),
        "level": LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [_location(finding.place)],
        "partialFingerprints": {"steelyard/v1": "|".join(finding.identity)},
    }
    if finding.related:
        # Section 3.27.22: the locations of one result are unique.
        result["relatedLocations"] = [
            {**_location(place), "message": {"text": what}}
            for place, what in dict.fromkeys(finding.related)
        ]
    if compared:
        result["baselineState"] = "new" if finding.new else "unchanged"
    if finding.suppressed is not None:
        result["suppressions"] = [{"kind": "external", "justification": finding.suppressed.reason}]
    return result


def _location(place: Place) -> Node:
    """A place; SARIF lines and columns start at 1."""
    region: Node = {"startLine": max(1, place.line), "startColumn": max(1, place.column)}
    if place.width:
        region["endColumn"] = max(1, place.column) + place.width
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(os.fsencode(place.file or "configuration"))},
            "region": region,
        }
    }
