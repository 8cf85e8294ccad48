"""Every row of the grammar of words: separators, comments, quotes, escapes, variables."""

import pytest

from steelyard.dialects.haproxy.text import lex

ENVIRONMENT = {"V": "x", "E": "", "L": "one  two", "Q": "a\"b'c d"}


def words(raw: str) -> list[str]:
    return lex.split_line(raw, ENVIRONMENT, lex.Pseudo("f.cfg", 7, "web"))


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("a b\tc\vd\fe\n", ["a", "b", "c", "d", "e"]),
        ("   indented\n", ["indented"]),
        ("\n", []),
        ("# only\n", []),
        ("a#b c\n", ["a"]),
        ("a b # c\n", ["a", "b"]),
        ('a"b c"d\n', ["ab cd"]),
        ("'a \"b\" $V \\n'\n", ['a "b" $V \\n']),
        (r"a\ b \# \" \' \\" + "\n", ["a b", "#", '"', "'", "\\"]),
        (r"\n\r\t \x41\x7a" + "\n", ["\n\r\t", "Az"]),
        (r"\xc3\xa9" + "\n", ["é"]),
        (r"a\x00b c" + "\n", ["a", "c"]),
        (r"\q \1 \$V" + "\n", ["\\q", "\\1", "\\$V"]),
        ('"\\$V \\q \\#"\n', ["$V \\q #"]),
        ("$V ${V}\n", ["$V", "${V}"]),
        ('"$V" "${V}" "a${V}b"\n', ["x", "x", "axb"]),
        ('"${V-d}" "${N-d e}"\n', ["x", "d e"]),
        ('a"${E-d}"b\n', ["ab"]),
        ('"${L[*]}" "${L}"\n', ["one", "two", "one  two"]),
        ('"$Q"\n', ["a\"b'c d"]),
        ('"${.LINE}" "$.FILE" "${.SECTION}"\n', ["7", "f.cfg", "web"]),
        ("a b\rc d\n", ["a", "b"]),
        ("a \rb c\n", ["a", "b", "c"]),
        ("a b\r\n", ["a", "b"]),
        ("a\xa0b c\x1fd\n", ["a\xa0b", "c\x1fd"]),
        ('"" b\n', []),
        ('a "" b\n', ["a"]),
        ('a "$N" b\n', ["a"]),
        ("a", ["a"]),
    ],
)
def test_words(raw: str, expected: list[str]):
    assert words(raw) == expected


@pytest.mark.parametrize(
    ("raw", "column", "part"),
    [
        ("a 'b\n", 3, "single quote"),
        ('a "b\n', 3, "double quote"),
        ("'a\\'b'\n", 6, "single quote"),
        (r"a \x4" + "\n", 3, "hexadecimal"),
        ('"$1"\n', 2, "variable name"),
        ('"${V"\n', 3, "brace"),
        ('"${V+x}"\n', 3, "brace"),
        ('"${L[1]}"\n', 5, "[*]"),
        ('"$.NONE"\n', 2, "pseudo-variable"),
    ],
)
def test_refused(raw: str, column: int, part: str):
    with pytest.raises(lex.LexError) as caught:
        words(raw)
    assert (caught.value.column, part in caught.value.message) == (column, True)


@pytest.mark.parametrize("end", ["", " ", " # c"])
def test_sixty_four_words(end: str):
    line = " ".join("w" for _ in range(64)) + end + "\n"
    if end:
        # A blank after the last word makes one more for the binary.
        with pytest.raises(lex.LexError):
            words(line)
    else:
        assert len(words(line)) == 64


def test_sixty_five_words():
    with pytest.raises(lex.LexError):
        words("w " * 64 + "w\n")


def test_columns():
    assert lex.columns_of("  a bb\tccc\n") == [3, 5, 8]
    assert lex.columns_of("a a aa a\n") == [1, 3, 5, 8]
    assert lex.columns_of(" 'a b' \"c\" d#e\n") == [2, 8, 12]
    assert lex.columns_of("a 'b\n") == []


def test_comments():
    assert lex.comment_of("server a # out until May \n") == "out until May"
    assert lex.comment_of("a '#' b\n") == ""
    assert lex.comment_of("a \\# b\n") == ""
    assert lex.comment_of("a 'b # c\n") == ""


def test_unset_variables_are_named():
    assert lex.scan('a "$N" "${M}" "${O-d}" "$E"\n', ENVIRONMENT).unset == [("N", 4), ("M", 9)]


def test_long_lines_take_linear_time():
    assert len(lex.scan('"' + "\\$" * 100_000 + '"').words[0]) == 100_000
    assert len(lex.scan("''" * 100_000).words) == 1
