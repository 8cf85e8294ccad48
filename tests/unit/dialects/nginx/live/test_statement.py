import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.dialects.nginx.live.statement import quoted, statement
from steelyard.dialects.nginx.text.parse import parse


@pytest.mark.parametrize(
    ("word", "text"),
    [("a", "a"), ("$a/b", "$a/b"), ("", '""'), ("a b", '"a b"'), ('a"b\\', '"a\\"b\\\\"')],
)
def test_quoted(word: str, text: str):
    assert quoted(word) == text


@given(st.lists(st.text(max_size=8).filter(lambda text: "\0" not in text), min_size=1, max_size=3))
def test_it_reads_as_the_same_words(words: list[str]):
    assert parse(statement("x", *words), "f").body[0].words == ["x", *words]
