"""The report for people: place, source line, underline, in 80 columns."""

import contextlib
import io

import pytest

from steelyard.cli.formats.style import harmless
from steelyard.cli.formats.text import render
from steelyard.core.place import Place
from steelyard.model.gateway import Gateway, SourceFile
from tests.harness.cli import steelyard
from tests.meta.sources import ROOT
from tests.unit.cli.formats.findings import ALLOWED, finding, report

BAD = sorted((ROOT / "corpus").glob("*/*/bad.*"))


def drawn(line: str, place: Place, width: int = 80) -> list[str]:
    found = report(finding(place=place))
    gateway = Gateway("conf", "haproxy", (2, 6))
    gateway.files[place.file] = SourceFile(place.file, "\n" * (place.line - 1) + line)
    found.gateways = [gateway]
    return render(found, False, width, False).splitlines()


def test_the_text_meant_is_underlined():
    lines = drawn("    server web1 10.0.0.1 weight 0", Place("a.cfg", 7, 26, 8))
    source = next(index for index, line in enumerate(lines) if "| server" in line)
    under = lines[source + 1]
    start = under.index("^")
    assert lines[source][start:][:8] == "weight 0"
    assert under.count("^") == 8


def test_a_text_far_to_the_right_is_brought_into_view():
    lines = drawn("x" * 300 + " weight 0", Place("a.cfg", 1, 302, 8))
    source = next(index for index, line in enumerate(lines) if "weight 0" in line)
    start = lines[source + 1].index("^")
    assert lines[source][start:][:8] == "weight 0"
    assert max(map(len, lines)) <= 80


def test_quiet_leaves_out_what_is_allowed_and_what_stood_before():
    found = report(finding(), finding(suppressed=ALLOWED), finding(new=False), compared=True)
    assert render(found, False, 80, True).count("it is wrong") == 1
    assert "allowed until 2027-01-31" in render(found, False, 80, False)


def test_a_secret_in_the_line_is_masked():
    lines = drawn("    stats auth admin:hunter2", Place("a.cfg", 1, 5, 5))
    assert not any("hunter2" in line for line in lines)
    assert any("stats auth admin:***" in line for line in lines)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2Jx", "?[2Jx"),
        ("\x1b[31;1mred\x1b[0m", "\x1b[31;1mred\x1b[0m"),
        ("a\x07\x9b1m\x7fb\tc\n", "a??1m?b\tc\n"),
    ],
)
def test_a_configuration_cannot_command_the_terminal(text, shown):
    assert harmless(text) == shown


def test_no_line_is_longer_than_the_terminal(monkeypatch):
    monkeypatch.chdir(ROOT)
    long = []
    for path in BAD:
        name = str(path.relative_to(ROOT))
        for words in (["check", name], ["forecast", name], ["route", name, "GET http://a.b/c"]):
            with contextlib.redirect_stderr(io.StringIO()):
                out = steelyard(*words).out
            # A word that is too long by itself may stick out.
            long += [line for line in out.splitlines() if len(line) > 80 and len(line.split()) > 1]
    assert long == []
