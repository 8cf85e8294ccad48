"""Text is safe, and fits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.cli.formats.picture.lettering import clean, columns, cut, escape, folded


@given(st.text(alphabet=st.characters(exclude_categories=[])))
def test_nothing_escapes(text):
    shown = escape(text)
    assert not set(shown) & set("<>\"'\n\r\x00\x1b\u202e\u2066\ud800")
    assert shown.encode("utf-8").decode("utf-8") == shown


def test_what_turns_text_around_is_made_visible():
    assert clean("a\u202eb\x07c\td") == "a\ufffdb\ufffdc d"


def test_a_secret_is_masked():
    assert clean("http-request set-header Authorization s3cret") == (
        "http-request set-header Authorization ***"
    )


@pytest.mark.parametrize(
    "text", ["abcdefghijklmnop", "負荷分散装置の長い名前", "e\u0301" * 30, "", "a"]
)
@pytest.mark.parametrize("width", range(12))
@pytest.mark.parametrize("middle", [True, False])
def test_a_cut_text_fits(text, width, middle):
    assert columns(cut(text, width, middle=middle)) <= width


def test_a_name_keeps_its_end():
    assert cut("payments-europe-west-17", 12, middle=True) == "paymen…st-17"


def test_lines_are_broken_at_blanks():
    assert folded("use_backend web if { path /x }", 18, 3) == ["use_backend web if", "{ path /x }"]
    assert folded("a" * 50, 10, 2) == ["a" * 10, "a" * 9 + "…"]


@given(st.text(), st.integers(1, 30), st.integers(1, 4))
def test_folded_lines_fit(text, width, most):
    lines = folded(text, width, most)
    assert 1 <= len(lines) <= most
    assert all(columns(line) <= width for line in lines)
