import pytest

from steelyard.core.errors import InputError
from steelyard.dialects.nginx.text.lex import columns_of, comments_in, refuse_long, words_of
from steelyard.dialects.nginx.text.parse import parse


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("a b;", ["a", "b"]),
        ("a\tb\r\nc;", ["a", "b", "c"]),
        ('a "b c";', ["a", "b c"]),
        ("a 'b;{c';", ["a", "b;{c"]),
        ('a b"c;', ["a", 'b"c']),
        ("a it's;", ["a", "it's"]),
        (r"a b\ c;", ["a", r"b\ c"]),
        (r"a b\;c;", ["a", r"b\;c"]),
        (r'a "b\"c";', ["a", 'b"c']),
        (r"a b\\c;", ["a", r"b\c"]),
        (r"a b\tc\n\r;", ["a", "b\tc\n\r"]),
        (r"a \.php$;", ["a", r"\.php$"]),
        ("a ${b}c;", ["a", "${b}c"]),
        ("a $${b};", ["a", "$${b}"]),
        ("a b#c;", ["a", "b#c"]),
        ("a b}c;", ["a", "b}c"]),
        ("a # no; word\n b;", ["a", "b"]),
        ('a "";', ["a", ""]),
        ('if ("x")y {', ["if", '("x")y']),
        ('a ("b") "c");', ["a", '("b")', "c", ")"]),
        ("a {", ["a"]),
        ("a\xa0b c;", ["a\xa0b", "c"]),
        ("a\x0bb c;", ["a\x0bb", "c"]),
    ],
)
def test_words(raw: str, words: list[str]):
    assert words_of(raw) == words
    assert parse(raw if raw.endswith(";") else raw + "}", "f").body[0].words == words


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a b\n", 2, 'unexpected end of file, expecting ";" or "}"'),
        ("a;\n;", 2, 'unexpected ";"'),
        ("{", 1, 'unexpected "{"'),
        ("a;\n}", 2, 'unexpected "}"'),
        ("x {\n a b\n}", 3, 'unexpected "}", is a ";" missing before it?'),
        ('a "b"c;', 1, 'unexpected "c"'),
        ('a "b"#c;', 1, 'unexpected "#"'),
        ('a "b"};', 1, 'unexpected "}"'),
        ('a;\nb "c;\nd;\n', 2, "never closed"),
        ("a \\", 1, "unexpected end of file"),
        ("x {\n a;\n", 3, 'unexpected end of file, expecting "}"'),
        ("x { y {\n } \n", 3, 'the block "x" that line 1 opens is not closed'),
        ("a" * 5000 + ";", 1, "too long parameter"),
        ("\n# " + "x" * 5000 + "\na;", 2, "too long parameter"),
    ],
)
def test_what_nginx_refuses_is_refused_at_its_line(text: str, line: int, message: str):
    with pytest.raises(InputError) as caught:
        parse(text, "nginx.conf")
    assert message in str(caught.value)
    assert caught.value.place is not None
    assert (caught.value.place.file, caught.value.place.line) == ("nginx.conf", line)


def test_columns_point_at_the_text_of_words():
    assert columns_of('a  "b"\n  c # d\n e;', 3, 5) == [(3, 5), (3, 9), (4, 3), (5, 2)]


def test_comments_between_words():
    assert comments_in("a # one\n b # two ; x\n;") == ["one", "two ; x"]
    assert comments_in("a b#c;") == []


def test_long_words_are_measured_in_bytes():
    refuse_long("é" * 2000, "f", 1)
    with pytest.raises(InputError, match="too long"):
        refuse_long("é" * 2100, "f", 1)
