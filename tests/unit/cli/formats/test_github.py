"""Workflow commands, by GitHub's documented escapes (% CR LF, and : , in properties)."""

import re

from steelyard.cli.formats.github import render
from steelyard.core.finding import Severity
from steelyard.core.place import Place
from tests.unit.cli.formats.findings import ALLOWED, NASTY, finding, report

COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def read(line: str) -> tuple[str, dict[str, str], str]:
    """A command as the runner reads it (actions/runner, ActionCommand.cs)."""
    found = COMMAND.fullmatch(line)
    assert found is not None, line
    properties = {}
    for pair in found[2].split(","):
        key, _, value = pair.partition("=")
        for code, text in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
            value = value.replace(code, text)
        properties[key] = value
    data = found[3].replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
    return found[1], properties, data


def test_everything_survives_the_escapes():
    odd = Place("a,b:c%/x.cfg", 7, 3)
    (line,) = render(report(finding(message=NASTY, place=odd))).splitlines()
    level, properties, data = read(line)
    assert level == "error"
    assert properties == {
        "file": "a,b:c%/x.cfg",
        "line": "7",
        "col": "3",
        "title": "share/no-traffic",
    }
    assert data == f"{NASTY}\nit fails\nmend it"


def test_levels_and_what_is_left_out():
    text = render(
        report(
            finding(Severity.WARNING),
            finding(Severity.NOTE),
            finding(suppressed=ALLOWED),
            finding(new=False),
            compared=True,
        )
    )
    assert [read(line)[0] for line in text.splitlines()] == ["warning", "notice"]
