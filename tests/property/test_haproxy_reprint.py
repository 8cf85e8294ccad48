"""Any text re-prints byte for byte, and reading it ends in a gateway or an `InputError`."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard.core.errors import InputError
from steelyard.core.source import SourceTree
from steelyard.dialects.contract import ReadOptions
from steelyard.dialects.haproxy import dialect
from steelyard.dialects.haproxy.text import lex

CASES = sorted(Path("corpus/haproxy").glob("**/*.cfg"))

CHARACTERS = st.sampled_from(
    [*" \n\n\t\r\v\f\"'\\$#{}[]().,:/-%!|&\x1c\x7f\x85\xa0é\u2028\udc80", "0"]
)
WORDS = st.sampled_from(Path(__file__).with_name("haproxy_words.txt").read_text("utf-8").split())
LINES = st.lists(WORDS | CHARACTERS, max_size=8).map(" ".join)
TEXTS = st.lists(LINES | CHARACTERS, max_size=25).map("\n".join)
ENVIRONMENTS = st.dictionaries(st.sampled_from(["V", "W"]), st.text(max_size=6), max_size=2)


def read_text(text: str, environment: dict[str, str] | None = None) -> None:
    """Read a text that is no file."""
    tree = SourceTree("t.cfg")
    tree.texts["t.cfg"] = text
    gateway = dialect.read(tree, ReadOptions(environment=environment or {}))
    for notice in gateway.notices:
        assert notice.message and notice.consequence and notice.remedy
        assert notice.place.line >= 0


@settings(max_examples=600)
@given(TEXTS)
def test_reprint_is_exact(text: str):
    assert dialect.reprint(text) == text


@settings(max_examples=600)
@given(TEXTS, ENVIRONMENTS)
def test_reading_never_fails_otherwise(text: str, environment: dict[str, str]):
    with contextlib.suppress(InputError):
        read_text("global\n" + text, environment)


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_mutated_corpus(path: Path):
    text = path.read_text("utf-8")
    for at in range(0, len(text), max(len(text) // 10, 1)):
        for piece in ("", '"', "\\", "\n", "#", "²", " 0 "):
            mutated = text[:at] + piece + text[at + 3 :]
            assert dialect.reprint(mutated) == mutated
    for part, piece in ((0.3, '"'), (0.5, "\n"), (0.7, " 0 ")):
        at = int(len(text) * part)
        with contextlib.suppress(InputError):
            read_text(text[:at] + piece + text[at + 5 :])


@settings(max_examples=600)
@given(st.lists(WORDS | CHARACTERS, max_size=12).map("".join))
def test_columns_point_at_words(raw: str):
    with contextlib.suppress(lex.LexError):
        raw = raw.partition("\n")[0]
        found = lex.scan(raw)
        assert len(found.columns) == len(found.words)
        if not lex.has_marks(raw) and lex.is_plain(raw):
            assert raw.split() == found.words
            assert lex.columns_of(raw) == found.columns
        for word, column in zip(found.words, found.columns, strict=True):
            if word.isalnum() and not lex.has_marks(raw):
                assert raw.startswith(word, column - 1)
