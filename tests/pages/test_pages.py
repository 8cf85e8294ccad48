"""Every rule's page is its specification: what should fire fires, what should not is quiet."""

from datetime import date
from pathlib import Path

import pytest

from steelyard.app.check import check
from steelyard.app.loading import Reading
from steelyard.rules.catalogue import rules
from tests.harness.pages import HEADINGS, Example, examples, headings

TODAY = date(2026, 11, 21)
CASES = [
    pytest.param(rule.name, example, id=f"{rule.name}:{example.line}")
    for rule in rules().values()
    for example in examples(rule.text())
]


@pytest.mark.parametrize("name", list(rules()))
def test_page_has_its_form(name: str) -> None:
    rule = rules()[name]
    text = rule.text()
    assert text.startswith(f"# {name}\n\n")
    assert headings(text) == HEADINGS
    assert rule.title.endswith(".")
    assert len(rule.title) <= 100
    found = examples(text)
    assert any(example.fires for example in found), "no example that fires"
    assert any(not example.fires for example in found), "no example that stays quiet"


@pytest.mark.parametrize(("name", "example"), CASES)
def test_example(name: str, example: Example, tmp_path: Path) -> None:
    config, old, policy = example.write(tmp_path)
    report = check(
        [str(config)],
        Reading(dialect=example.dialect, root=str(config.parent)),
        against=None if old is None else str(old),
        policy=None if policy is None else str(policy),
        today=TODAY,
    )
    mine = [finding for finding in report.findings if finding.rule == name]
    assert bool(mine) == example.fires, [finding.message for finding in mine]
    for finding in mine:
        assert finding.place.file, "a finding has a place"
        assert finding.message.strip()
        assert finding.consequence.strip()
        assert finding.remedy.strip()
        assert not finding.message.endswith("..")
