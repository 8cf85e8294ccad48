"""Expectations as JUnit XML: each is a test case that a build server shows."""

from xml.etree import ElementTree

from steelyard.app.expectations import ExpectationReport
from steelyard.cli.formats.expect_text import coverage_words, details
from steelyard.cli.formats.junit import clean
from steelyard.expect.result import Judged, Result
from steelyard.expect.words import sentence


def render(report: ExpectationReport) -> str:
    """One ``testsuite``; an unknown expectation is an error, one that needs a log is skipped."""
    verdict = report.verdict
    suite = ElementTree.Element(
        "testsuite",
        name="steelyard test",
        tests=str(len(verdict.judged)),
        failures=str(verdict.count(Result.FAILS)),
        errors=str(verdict.count(Result.UNKNOWN)),
        skipped=str(verdict.count(Result.SKIPPED)),
    )
    suite.extend([_case(one, report.gateway.path) for one in verdict.judged])
    missing = [f"{line.place} {line.text}" for line in verdict.coverage.missing]
    said = ElementTree.SubElement(suite, "system-out")
    said.text = clean("\n".join([coverage_words(verdict.coverage), *missing]))
    root = ElementTree.Element("testsuites")
    root.append(suite)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, "unicode") + "\n"


def _case(one: Judged, path: str) -> ElementTree.Element:
    """One expectation."""
    expectation = one.expectation
    said = sentence(expectation)
    case = ElementTree.Element(
        "testcase",
        classname=clean(f"steelyard.{path}"),
        name=clean(f"{expectation.name}: {said}" if expectation.name else said),
        file=clean(expectation.place.file),
        line=str(expectation.place.line),
    )
    tag = {Result.FAILS: "failure", Result.UNKNOWN: "error", Result.SKIPPED: "skipped"}
    if one.result in tag:
        inner = ElementTree.SubElement(case, tag[one.result], message=clean(one.why))
        if one.request is not None:
            inner.text = clean("\n".join(details(one, 10_000)))
    return case
