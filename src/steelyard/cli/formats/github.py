"""Findings as GitHub workflow commands, which annotate a pull request."""

from steelyard.app.check import CheckReport
from steelyard.core.finding import Finding, Severity

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
"""The workflow command of each severity."""


def render(report: CheckReport) -> str:
    """One line a finding; allowed findings and those that stood before are left out."""
    lines = [
        _line(finding)
        for finding in report.findings
        if finding.suppressed is None and (finding.new or not report.compared)
    ]
    return "".join(f"{line}\n" for line in lines)


def _line(finding: Finding) -> str:
    """``::error file=...,line=...,title=...::message``."""
    place = finding.place
    text = "\n".join(
        part for part in (finding.message, finding.consequence, finding.remedy) if part
    )
    head = (
        f"file={_property(place.file)},line={max(1, place.line)},col={place.column},"
        f"title={_property(finding.rule)}"
    )
    return f"::{LEVELS[finding.severity]} {head}::{_data(text)}"


def _data(text: str) -> str:
    """Text as the data of a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Text as a property of a workflow command."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def command(level: str, file: str, title: str, text: str) -> str:
    """``::error file=...,title=...::text``, about a whole file."""
    return f"::{level} file={_property(file)},title={_property(title)}::{_data(text)}"
