"""Notices and rules belong together: a reader's notice has a rule, and the other way round."""

import re
from pathlib import Path

import pytest

from steelyard.rules.catalogue import HERE, rules

DIALECTS = HERE.parent / "dialects"
GROUPS = {path.name for path in HERE.iterdir() if path.is_dir() and path.name[0] != "_"}
NAME = re.compile(r'"([a-z]+/[a-z]+(?:-[a-z]+)*)"')


def emitted() -> set[str]:
    """The names of rules that stand in the readers' texts."""
    found = set()
    for path in DIALECTS.rglob("*.py"):
        for name in NAME.findall(path.read_text(encoding="utf-8")):
            if name.partition("/")[0] in GROUPS:
                found.add(name)
    return found


def reading(page: Path) -> bool:
    """Whether the rule of a page reports notices."""
    return "from_notices" in page.with_name(f"{page.stem.replace('-', '_')}.py").read_text()


@pytest.mark.parametrize("name", sorted(emitted()))
def test_every_notice_has_a_rule_that_reports_it(name: str):
    assert name in rules(), f"a reader notices {name}, and no rule of that name exists"
    assert reading(rules()[name].page), f"{name} does not report the reader's notices"


def test_every_rule_that_reports_notices_has_a_reader_that_gives_them():
    waiting = {name for name, rule in rules().items() if reading(rule.page)}
    assert waiting - emitted() == set()
