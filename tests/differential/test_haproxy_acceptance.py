"""What `haproxy -c` refuses is noted as refused here, line by line; words are cut alike."""

import random
import re
from pathlib import Path

import pytest

from steelyard.dialects.haproxy.text import lex
from tests.harness.binaries import require_haproxy
from tests.harness.haproxy_acceptance import FILES, LISTENER_LINES, POOL_LINES, server_lines
from tests.harness.haproxy_lines import GROWTH, disagreements, native, ours

pytestmark = pytest.mark.differential

ENVIRONMENT = {"V": "value", "BLANKS": "two  words", "EMPTY": "", "QUOTE": "a'b\"c\\d#e"}

VARIABLES = ["$V", "${V}", "${V-d}", "${NONE-d e}", "${EMPTY-d}", "${BLANKS[*]}", "$QUOTE"]
PSEUDO = ["${.LINE}", "$.SECTION", "$.FILE", "$.BOGUS"]
ESCAPES = ["\\x41", "\\x4", "\\xc3\\xa9", "\\q", "\\#", "\\ ", "\\$", "\\t"]
PIECES = [
    *" \t\r\v\"'\\$#{}[]*-.",
    *("a", "bc", "\xe9", "\xa0", "\x1f", "''", '""'),
    *(f'"{name}"' for name in VARIABLES + PSEUDO),
    *ESCAPES,
]

HEAD = """
defaults
  mode http
  timeout connect 5s
  timeout client 5s
  timeout server 5s
"""


def cut(text: str, line: int) -> list[str] | None:
    """The words as the reader has them; None when it refuses the line."""
    try:
        return lex.scan(text, ENVIRONMENT, lex.Pseudo("t.cfg", line, "global")).words
    except lex.LexError:
        return None


def asked(words: list[str] | None) -> str:
    """What `.notice` answers for these words."""
    if words is None:
        return "refused"
    if len(words) > 2 and words[2]:
        return f"Unexpected argument '{words[2]}'"
    return f"'{words[1] if len(words) > 1 else ''}'"


def answers(output: str) -> dict[int, str]:
    found = {}
    for match in re.finditer(r"parsing \[[^\]]*?:(\d+)\]: (.*)", output):
        text = match[2]
        unexpected = re.match(r"(Unexpected argument '.*') for '", text)
        if unexpected:
            text = unexpected[1]
        elif not text.startswith("'"):
            text = "refused"
        found[int(match[1])] = text.removesuffix(".")
    return found


@pytest.mark.parametrize("seed", range(20))
def test_words(seed: int, tmp_path: Path):
    chance = random.Random(seed)
    text = GROWTH
    expected = {}
    for _ in range(45):
        line = ".notice " + "".join(chance.choices(PIECES, k=chance.randint(1, 7)))
        text += line + "\n"
        number = text.count("\n")
        expected[number] = (line, asked(cut(line, number)))
    said = answers(native(text, tmp_path, ENVIRONMENT, name="t.cfg").output)
    different = {
        line: (answer, said.get(number))
        for number, (line, answer) in expected.items()
        if said.get(number) != answer
    }
    assert different == {}


@pytest.mark.parametrize(
    ("section", "lines"),
    [
        ("backend", server_lines(random.Random(4))),
        ("backend", POOL_LINES),
        ("frontend", LISTENER_LINES),
    ],
    ids=["servers", "pools", "listeners"],
)
def test_lines(section: str, lines: list[str], tmp_path: Path):
    require_haproxy((2, 6))
    found = []
    for start in range(0, len(lines), 40):
        batch = lines[start : start + 40]
        blocks = [f"{section} p{index}\n {line}" for index, line in enumerate(batch)]
        found += disagreements(blocks, HEAD, tmp_path)
    assert found == []


@pytest.mark.parametrize("name", FILES)
def test_files(name: str, tmp_path: Path):
    theirs = native(FILES[name], tmp_path, ENVIRONMENT)
    mine = ours(FILES[name], tmp_path, ENVIRONMENT)
    assert mine.accepted == theirs.accepted, f"{theirs.output}\nours: {mine.output}"
