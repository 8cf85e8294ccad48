"""Findings as JUnit XML: one test case a finding, so that any CI shows them."""

import re
from xml.etree import ElementTree

from steelyard.app.check import CheckReport
from steelyard.core.finding import Finding, Severity

FORBIDDEN = re.compile("[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (section 2.2, Char) does not allow; CR would come back as LF."""


def render(report: CheckReport) -> str:
    """One ``testsuite``; a gateway without findings is one passed case."""
    cases = [_case(finding, report.compared) for finding in report.findings]
    failed = sum(1 for case in cases if case.find("failure") is not None)
    skipped = sum(1 for case in cases if case.find("skipped") is not None)
    for gateway in report.gateways:
        cases.append(
            ElementTree.Element(
                "testcase", classname="steelyard", name=clean(f"read {gateway.path}")
            )
        )
    suite = ElementTree.Element(
        "testsuite",
        name="steelyard check",
        tests=str(len(cases)),
        failures=str(failed),
        skipped=str(skipped),
        errors="0",
    )
    suite.extend(cases)
    root = ElementTree.Element("testsuites")
    root.append(suite)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, "unicode") + "\n"


def _case(finding: Finding, compared: bool) -> ElementTree.Element:
    """One finding; notes, allowed and old findings are skipped, not failed."""
    case = ElementTree.Element(
        "testcase",
        classname=finding.rule,
        name=clean(f"{finding.subject} ({finding.place})"),
        file=clean(finding.place.file),
        line=str(finding.place.line),
    )
    reason = ""
    if finding.suppressed is not None:
        reason = f"allowed: {finding.suppressed.reason}"
    elif compared and not finding.new:
        reason = "stood in the old revision"
    elif finding.severity is Severity.NOTE:
        reason = finding.message
    if reason:
        ElementTree.SubElement(case, "skipped", message=clean(reason))
        return case
    failure = ElementTree.SubElement(
        case, "failure", message=clean(finding.message), type=finding.severity.value
    )
    failure.text = clean(f"{finding.consequence}\n{finding.remedy}\n{finding.place}")
    return case


def clean(text: str) -> str:
    """Without characters that XML 1.0 forbids."""
    return FORBIDDEN.sub("?", text)
