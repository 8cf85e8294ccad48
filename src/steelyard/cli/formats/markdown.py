"""Findings as Markdown: a review comment that a person reads in a minute."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from steelyard.app.check import CheckReport
from steelyard.cli.formats.style import plural
from steelyard.core.finding import Finding, Severity
from steelyard.lint.engine import count

if TYPE_CHECKING:
    from steelyard.app.diff import DiffReport


def render(report: CheckReport) -> str:
    """A verdict, a table of findings, the details folded below."""
    shown = [f for f in report.findings if f.suppressed is None and (f.new or not report.compared)]
    totals = count(shown)
    names = ", ".join(code(gateway.path) for gateway in report.gateways)
    what = "new " if report.compared else ""
    verdict = ", ".join(f"{plural(totals[s], what + s.value)}" for s in Severity)
    lines = [f"### steelyard check: {verdict}", "", f"Read: {names}.", ""]
    lines += [line for change in report.changes for line in _change(change)]
    lines += findings_lines(shown)
    old = sum(1 for f in report.findings if f.suppressed is None and f not in shown)
    allowed = sum(1 for f in report.findings if f.suppressed is not None)
    if report.compared and old:
        lines.append(f"{plural(old, 'finding')} stood in the old revision already.")
    if allowed:
        lines.append(f"{plural(allowed, 'finding')} allowed by the policy.")
    return "\n".join(lines).rstrip() + "\n"


def findings_lines(shown: Sequence[Finding]) -> list[str]:
    """A table of findings, consequence and remedy of each folded below."""
    if not shown:
        return []
    details = [line for finding in shown if finding.severity.rank for line in _detail(finding)]
    return ["| | where | what |", "|---|---|---|", *map(_row, shown), "", *details]


def _change(change: "DiffReport") -> list[str]:
    """What the change does to traffic, and how to see all of it."""
    from steelyard.cli.formats.change_words import change_command, change_words

    return [f"The change: {cell(change_words(change))}; see {code(change_command(change))}.", ""]


def _row(finding: Finding) -> str:
    """One line of the table."""
    level = (
        f"**{finding.severity.value}**"
        if finding.severity is Severity.ERROR
        else (finding.severity.value)
    )
    return f"| {level} | {code(str(finding.place))} | {cell(finding.message)} |"


def _detail(finding: Finding) -> list[str]:
    """Consequence and remedy, folded."""
    return [
        f"<details><summary><code>{finding.rule}</code> {_html(finding.subject)}</summary>",
        "",
        _html(finding.consequence),
        "",
        f"**Do:** {_html(finding.remedy)}",
        "",
        "</details>",
        "",
    ]


def code(text: str) -> str:
    """Text as code, safe in a table cell too."""
    return f"<code>{cell(text)}</code>" if set(text) & set("`|<\n") else f"`{text}`"


def _html(text: str) -> str:
    """Text that is safe between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


_MARKS = str.maketrans({letter: f"\\{letter}" for letter in "\\`*[]|"} | {"\r": " ", "\n": " "})


def cell(text: str) -> str:
    """Text that is safe in a table cell, and that Markdown shows as it is.

    A name after ``@`` would call that person.
    """
    return _CALL.sub("@\u200b", _html(text).translate(_MARKS))


_CALL = re.compile(r"@(?=\w)")
