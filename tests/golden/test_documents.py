"""Documents that show what the program says: `./dev golden` writes them anew."""

import re

from steelyard.rules.catalogue import rules
from tests.golden.test_cli import CHANGE, GOOD, session
from tests.meta.sources import ROOT

MARKS = re.compile(r"(<!-- demo -->\n).*?(<!-- /demo -->)", re.DOTALL)

CATALOGUE = (
    "# The rules\n\nWritten by `./dev golden` from the pages beside the rules; "
    "`steelyard rules NAME` shows a whole page.\n\n"
    "An **error** causes or prepares an outage, or opens a hole; a **warning** is a trap that "
    "needs a condition to bite; a **note** is worth knowing.\n"
)


def test_the_readme_shows_what_the_demo_says(golden, monkeypatch):
    monkeypatch.chdir(ROOT)
    shown = session([["check", CHANGE, "--against", GOOD]]).replace("[exit code 1]\n", "")
    text = (ROOT / "README.md").read_text("utf-8")
    assert len(MARKS.findall(text)) == 1
    block = f"```\n{shown}```\n"
    golden(ROOT / "README.md", MARKS.sub(lambda found: found[1] + block + found[2], text))


def test_the_catalogue_of_rules_is_current(golden):
    lines = [CATALOGUE]
    group = ""
    for name, rule in rules().items():
        if rule.group != group:
            group = rule.group
            lines += [f"\n## {group}\n", "| rule | severity | |", "|---|---|---|"]
        page = rule.page.relative_to(ROOT).as_posix()
        title = rule.title.replace("|", "\\|")
        lines.append(f"| [`{name}`](../{page}) | {rule.severity.value} | {title} |")
    golden(ROOT / "docs" / "rules.md", "\n".join(lines) + "\n")
