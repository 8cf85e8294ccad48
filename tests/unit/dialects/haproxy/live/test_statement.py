"""A line in its words: what nobody touches stays byte for byte."""

import pytest

from steelyard.dialects.haproxy.live.statement import Statement, statement_of, word_of
from steelyard.dialects.haproxy.text.syntax import Line


def cut(raw: str) -> Statement:
    statement = statement_of(Line("t.cfg", 3, raw, []))
    assert statement is not None
    return statement


@pytest.mark.parametrize(
    "raw", ["  a b\n", "a  'b c' # d\n", 'a "${X-1}"\t\r\n', "a b\\ \n", "a b\\\\ \n", 'a "" b\n']
)
def test_an_untouched_line_keeps_its_text(raw: str):
    assert cut(raw).text_now() == raw


@pytest.mark.parametrize("raw", ["\n", "  # only a comment\n", "a 'open\n"])
def test_what_has_no_words_is_no_statement(raw: str):
    assert statement_of(Line("t.cfg", 1, raw, [])) is None


def test_words_that_nobody_touched_keep_their_quotes():
    statement = cut('  server "a b" 10.0.0.1:80 cookie "${X-1}" # why\n')
    statement.set(2, "127.0.0.1:7")
    assert statement.text_now() == '  server "a b" 127.0.0.1:7 cookie "${X-1}" # why\n'


def test_a_blank_that_a_backslash_holds_belongs_to_its_word():
    statement = cut("a b\\  c\n")
    assert [word.raw for word in statement.words] == ["a", "b\\ ", "c"]
    assert statement.texts == ["a", "b ", "c"]


def test_a_backslash_of_its_own_holds_no_blank():
    assert [word.raw for word in cut("a b\\\\ c\n").words] == ["a", "b\\\\", "c"]


def test_a_variable_in_the_first_word_is_settled():
    assert cut('"${X-bind}" :80\n').text_now() == "bind :80\n"


def test_a_line_whose_first_word_is_empty_is_left_out():
    assert cut('  "${X}" lua.lua\n').text_now() == "  # left out\n"


def test_a_line_left_out_keeps_its_place():
    statement = cut("  log global\n")
    statement.leave_out()
    assert statement.text_now() == "  # left out\n"


def test_a_last_line_without_line_end_stays_one():
    statement = cut("  bind :80")
    statement.set(1, ":81")
    assert statement.text_now() == "  bind :81"
    statement.leave_out()
    assert statement.text_now() == "  # left out"


@pytest.mark.parametrize("text", ["a b", "", "a'b", 'a"b', "a\\b", "a#b", "a\tb\n", "$x", "é"])
def test_a_word_is_read_as_what_it_was_made_of(text: str):
    assert cut(f"a {word_of(text).raw}\n").texts == ["a", text]
