"""Findings as GitLab's code quality report, which a merge request shows beside the lines."""

import hashlib
import json

from steelyard.app.check import CheckReport
from steelyard.core.finding import Severity

LEVELS = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.NOTE: "info"}
"""GitLab's level of each severity."""


def render(report: CheckReport) -> str:
    """One entry for each new finding that the policy does not allow."""
    entries = [
        {
            "description": f"{finding.message}; {finding.consequence}",
            "check_name": finding.rule,
            "fingerprint": hashlib.sha256(
                "|".join((*finding.identity, finding.place.file)).encode(errors="surrogateescape")
            ).hexdigest(),
            "severity": LEVELS[finding.severity],
            "location": {
                "path": finding.place.file,
                "lines": {"begin": max(1, finding.place.line)},
            },
        }
        for finding in report.findings
        if finding.suppressed is None and (finding.new or not report.compared)
    ]
    return json.dumps(entries, indent=2) + "\n"
