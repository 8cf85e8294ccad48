from steelyard.core.place import Place
from steelyard.dialects.nginx.text.parse import parse, reprint

TEXT = """\
# the edge
user www;   # who

http {   # all of it
    # first pool
    # of two
    upstream a {
        # blue side
        server 10.0.0.1;  # spare, OPS-1
        server 10.0.0.2
            weight=3   # heavy
            max_fails=2;

        # lonely

        server 10.0.0.3; server 10.0.0.4;
    } # end of a
}
"""


def test_places_comments_and_the_exact_text():
    parsed = parse(TEXT, "nginx.conf")
    user, http = parsed.body
    assert (user.comment, http.comment) == ("the edge\nwho", "all of it")
    (pool,) = http.body or []
    assert pool.comment == "first pool\nof two"
    assert pool.place() == Place("nginx.conf", 7, 5, 8)
    assert pool.place(1) == Place("nginx.conf", 7, 14, 1)
    first, second, third, fourth = pool.body or []
    assert first.comment == "blue side\nspare, OPS-1"
    assert second.words == ["server", "10.0.0.2", "weight=3", "max_fails=2"]
    assert second.comment == "heavy"
    assert second.place(3) == Place("nginx.conf", 12, 13, 11)
    assert third.comment == ""
    assert (third.line, fourth.line, fourth.column) == (16, 16, 26)
    assert parsed.size == 7
    assert reprint(parsed) == TEXT


def test_included_names_carry_their_blocks():
    parsed = parse("include a;\nhttp { server { include b; } }", "f")
    assert [(item.words[1], blocks) for item, blocks in parsed.includes] == [
        ("a", ()),
        ("b", ("http", "server")),
    ]


def test_an_empty_text():
    assert parse("", "f").body == []
    assert reprint(parse(" # nothing\n", "f")) == " # nothing\n"


def test_no_final_line_end_and_carriage_returns():
    text = "a b;\r\nc {\r\n}\r\n# last"
    assert reprint(parse(text, "f")) == text
    assert parse(text, "f").body[1].line == 2
