"""Every fault of the corpus is found; the good side of a founding incident is clean."""

import pytest

from steelyard.core.finding import Finding, Severity
from tests.harness.corpus import Case, cases, serious, told

PAIRS = cases("pair")
FOUNDING = cases("founding")


@pytest.mark.parametrize("case", PAIRS, ids=str)
def test_the_fault_is_found(case: Case):
    counted = list if case.facts.get("severity") == "note" else serious
    good = {finding.rule for finding in counted(case.check(case.configuration("good")).findings)}
    found = counted(case.check(case.configuration("bad")).findings)
    new = {finding.rule for finding in found} - good
    assert new & case.expect, (sorted(case.expect), told(found))


@pytest.mark.parametrize("case", FOUNDING, ids=str)
def test_the_good_side_is_clean(case: Case):
    assert told(case.check(case.configuration("good")).findings) == []


@pytest.mark.parametrize("case", FOUNDING, ids=str)
def test_the_gate_closes(case: Case):
    good, bad = case.configuration("good"), case.configuration("bad")
    assert case.check(bad).failing(Severity.ERROR)
    assert case.check(bad, against=good).failing(Severity.ERROR)


@pytest.mark.parametrize("case", FOUNDING, ids=str)
def test_a_finding_names_line_pool_and_shares(case: Case):
    found = case.check(case.configuration("bad")).findings
    right = [finding for finding in found if finding.rule in case.expect]
    assert any(names_all(finding, case) for finding in right), told(found)


def names_all(finding: Finding, case: Case) -> bool:
    """Whether the finding has a line of the case, its pool, and what its servers get."""
    pool = str(case.facts["pool"])
    lines = {finding.place.line, *(place.line for place, _ in finding.related)}
    words = f"{finding.subject} {finding.message} {finding.consequence}"
    if not lines & set(case.listed("line")) or pool not in words:
        return False
    shares = case.facts["shares"]
    assert isinstance(shares, dict)
    if "moved" in case.facts or not shares:
        return True
    stated = finding.detail.get("shares")
    return isinstance(stated, dict) and all(
        stated[name] == pytest.approx(share, abs=0.0006) for name, share in shares.items()
    )
