"""What a careful engineer would sign gets no error and no warning, and hardly a note."""

import pytest

from steelyard.core.finding import Severity
from tests.harness.corpus import Case, cases, serious, told

SOUND = cases("sound")

MOST_NOTES = 3
"""Notes that one configuration may get before they are noise."""


@pytest.mark.parametrize("case", SOUND, ids=str)
def test_it_gets_no_error_and_no_warning(case: Case):
    for path in case.sound():
        findings = case.check(path).findings
        assert told(serious(findings)) == []
        notes = [finding for finding in findings if finding.severity is Severity.NOTE]
        assert len(notes) <= MOST_NOTES, told(notes)
