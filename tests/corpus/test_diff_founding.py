"""The five founding incidents: `diff` says in five lines what moves, and which requests."""

import json
import re

import pytest

from tests.harness.cli import steelyard
from tests.harness.corpus import Case, cases

FOUNDING = cases("founding")
SHARE = re.compile(r"\d %")
REQUESTS = re.compile(r"such as\s+GET\s+http|requests where")


@pytest.mark.parametrize("case", FOUNDING, ids=str)
def test_the_first_five_lines_state_share_and_requests(case: Case):
    good, bad = case.configuration("good"), case.configuration("bad")
    first = "\n".join(steelyard("diff", good, bad).out.splitlines()[:5])
    assert SHARE.search(first), first
    assert REQUESTS.search(first), first
    assert any(pool in first for pool in pools_of(case)), first


@pytest.mark.parametrize("case", FOUNDING, ids=str)
def test_a_configuration_does_not_differ_from_itself(case: Case):
    good = case.configuration("good")
    ran = steelyard("diff", good, good, "--exit-code")
    assert ran.code == 0
    assert ran.out.startswith("same: no request is treated differently")


@pytest.mark.parametrize("case", [one for one in FOUNDING if "moved" in one.facts], ids=str)
def test_every_move_that_is_known_is_a_region(case: Case):
    good, bad = case.configuration("good"), case.configuration("bad")
    report = json.loads(steelyard("diff", good, bad, "--format", "json").out)
    found = {(one["old"]["pool"], one["new"]["pool"]) for one in report["regions"]}
    assert set(moves(case)) <= found


def moves(case: Case) -> list[tuple[str, str]]:
    """The moves that the case knows, from pool to pool."""
    moved = case.facts.get("moved", [])
    assert isinstance(moved, list)
    return [(one.get("old", one.get("from")), one.get("new", one.get("to"))) for one in moved]


def pools_of(case: Case) -> set[str]:
    """The pools that the case itself names."""
    return {str(case.facts["pool"]), *(old for old, _ in moves(case))}
