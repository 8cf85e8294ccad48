"""Finds the rules: every module of every group that has a page beside it."""

import importlib
import os
from functools import cache
from pathlib import Path

from steelyard.core.errors import UsageError
from steelyard.core.finding import Severity
from steelyard.core.record import frozen
from steelyard.lint.rule import Check, Reporter

HERE = Path(__file__).parent


@frozen
class Rule:
    """A rule of the catalogue. ``page`` is the file of its page."""

    name: str
    severity: Severity
    check: Check
    page: Path

    @property
    def group(self) -> str:
        """The part of the name before the slash."""
        return self.name.partition("/")[0]

    def text(self) -> str:
        """The page, Markdown."""
        return self.page.read_text(encoding="utf-8")

    @property
    def title(self) -> str:
        """The page's first sentence under its heading."""
        lines = self.text().split("\n")
        return next(line for line in lines[1:] if line.strip()).strip()


@cache
def rules() -> dict[str, Rule]:
    """All rules by name, sorted."""
    found: dict[str, Rule] = {}
    for group in sorted(os.listdir(HERE)):
        folder = HERE / group
        if group.startswith("_") or not folder.is_dir():
            continue
        for entry in sorted(os.listdir(folder)):
            if entry.endswith(".md"):
                rule = _load(group, entry.removesuffix(".md"), folder / entry)
                found[rule.name] = rule
    return found


def _load(group: str, name: str, page: Path) -> Rule:
    """The rule that the page describes."""
    module = importlib.import_module(f"steelyard.rules.{group}.{name.replace('-', '_')}")
    report: Reporter = module.report
    check: Check = module.check
    return Rule(f"{group}/{name}", report.severity, check, page)


def rule(name: str) -> Rule:
    """The rule of that name; `UsageError` with near names when there is none."""
    found = rules().get(name)
    if found is None:
        word = name.partition("/")[2] or name
        near = [known for known in rules() if word in known or known.endswith(f"/{word}")]
        hint = f"; do you mean {' or '.join(near[:3])}?" if near else "; see: steelyard rules"
        raise UsageError(f"there is no rule {name!r}{hint}")
    return found
