"""JUnit XML that parses, with counts that are those of its cases."""

from xml.etree import ElementTree

from steelyard.cli.formats.junit import render
from steelyard.core.finding import Severity
from tests.unit.cli.formats.findings import ALLOWED, NASTY, finding, report


def test_counts_are_those_of_the_cases():
    suite = ElementTree.fromstring(
        render(
            report(
                finding(),
                finding(Severity.WARNING),
                finding(Severity.NOTE),
                finding(suppressed=ALLOWED),
                finding(new=False),
                compared=True,
            )
        ).encode()
    )[0]
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("6", "2", "3")
    assert len(suite.findall("testcase")) == 6
    assert len(suite.findall("testcase/failure")) == 2
    reasons = [skipped.get("message") for skipped in suite.findall("testcase/skipped")]
    assert reasons == ["it is wrong", "allowed: drained for a disk", "stood in the old revision"]


def test_any_text_is_xml():
    text = render(report(finding(message=NASTY + "\udcff\ufffe", subject=NASTY, remedy=NASTY)))
    failure = ElementTree.fromstring(text.encode())[0][0][0]
    assert "<i>" in (failure.get("message") or "")
    assert "\x1b" not in text


def test_nothing_found_is_one_passed_case():
    suite = ElementTree.fromstring(render(report()).encode())[0]
    assert (suite.get("tests"), suite.get("failures")) == ("1", "0")
