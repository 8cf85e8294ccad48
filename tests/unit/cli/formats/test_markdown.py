"""Markdown whose table holds whatever a configuration says."""

import re

from steelyard.cli.formats.markdown import render
from steelyard.core.finding import Severity
from steelyard.core.place import Place
from tests.unit.cli.formats.findings import ALLOWED, NASTY, finding, report


def rows(text: str) -> list[list[str]]:
    """The cells of the table, cut at bars that no backslash protects (GFM 4.10)."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [re.split(r"(?<!\\)\|", line)[1:-1] for line in lines]


def test_every_row_has_three_cells():
    odd = Place("conf/a|b`c.cfg", 7)
    text = render(report(finding(message=NASTY, place=odd), finding(Severity.NOTE)))
    found = rows(text)
    assert len(found) == 4
    assert {len(cells) for cells in found} == {3}
    assert "<i>" not in text


def test_the_verdict_counts_what_is_new():
    text = render(report(finding(), finding(new=False), finding(suppressed=ALLOWED), compared=True))
    assert "1 new error, no new warnings, no new notes" in text
    assert "1 finding stood in the old revision already." in text
    assert "1 finding allowed by the policy." in text


def test_nothing_found_has_no_table():
    assert rows(render(report())) == []
