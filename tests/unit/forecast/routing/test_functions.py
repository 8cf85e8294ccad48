r"""What converters do to texts, by HAProxy's configuration manual (7.3.1) and source."""

import pytest

from steelyard.forecast.routing.functions import apply, expand


@pytest.mark.parametrize(
    ("function", "text", "arguments", "result"),
    [
        # Manual 7.3.1, field: "Extracts the substring at the given index".
        ("field", "f1_f2_f3__f5", ("_", "5"), "f5"),
        ("field", "f1_f2_f3__f5", ("_", "2", "0"), "f2_f3__f5"),
        ("field", "f1_f2_f3__f5", ("_", "2", "2"), "f2_f3"),
        ("field", "f1_f2_f3__f5", ("_", "-2", "2"), "f3_"),
        ("field", "f1_f2_f3__f5", ("_", "-3", "0"), "f1_f2_f3"),
        ("field", "a b", ("_", "2"), None),
        ("field", "a", ("_", "0"), None),
        ("field", "a.b/c", ("./", "3"), "c"),
        # word: the same without empty words.
        ("word", "f1_f2_f3__f5", ("_", "4"), "f5"),
        ("word", "f1_f2_f3__f5", ("_", "2", "0"), "f2_f3__f5"),
        ("word", "f1_f2_f3__f5", ("_", "3", "2"), "f3__f5"),
        ("word", "f1_f2_f3__f5", ("_", "-2", "3"), "f1_f2_f3"),
        ("word", "f1_f2_f3__f5", ("_", "-3", "0"), "f1_f2"),
        ("word", "/f1/f2/f3/f4", ("/", "1"), "f1"),
        # regsub
        ("substitute", "aXbX", ("X", "-"), "a-bX"),
        ("substitute", "aXbX", ("X", "-", "g"), "a-b-"),
        ("substitute", "axbX", ("X", "-", "gi"), "a-b-"),
        ("substitute", "abc", ("(b)", r"[\1\0]"), "a[bb]c"),
        ("substitute", "abc", ("x*", "-", "g"), "-a-b-c"),
        ("substitute", "ü!", ("!", "?"), "ü?"),
        ("rewrite", "/a/b", ("^/a/(.*)$", r"/\1"), "/b"),
        ("rewrite", "/x", ("^/a/(.*)$", r"/\1"), "/x"),
        # sizes and slices
        ("length", "ü", (), "2"),
        ("bytes", "abcdef", ("2", "3"), "cde"),
        ("bytes", "abc", ("1",), "bc"),
        ("drop-prefix", "abc", ("1",), "bc"),
        ("lower", "AbC", (), "abc"),
        ("upper", "AbC", (), "ABC"),
        ("trim-start", "//a/", ("/",), "a/"),
        ("trim-end", "/a//", ("/",), "/a"),
        ("decode", "a%20b", (), "a b"),
        ("decode", "a%2", (), None),
        # addresses
        ("mask", "192.0.2.77", ("24",), "192.0.2.0"),
        ("mask", "2001:db8::77", ("24", "32"), "2001:db8::"),
        ("mask", "2001:db8::77", ("24",), "2001:db8::77"),
        ("address", "::1", (), "::1"),
        ("address", "1.2.3", (), None),
        ("strip-port", "a:80", (), "a"),
        ("strip-port", "[::1]:80", (), "[::1]"),
        # numbers as read_int64 reads them
        ("integer", "12ab", (), "12"),
        ("integer", " -7", (), "-7"),
        ("integer", "ab", (), "0"),
        ("integer", "+", (), "0"),
        ("integer", "", (), None),
        ("integer", "", ("5",), "5"),
        ("choose", "a", ("a", "yes", "no"), "yes"),
        ("choose", "b", ("a", "yes", "no"), "no"),
        ("before-last-dot", "www.example.com", (), "example"),
        ("before-last-dot", "localhost", (), "localhost"),
        ("parameter-of", "a=1&b=2", ("b",), "2"),
        ("parameter-of", "a=1", ("b",), None),
        ("encode-path", "/a b%ü", (), "/a%20b%25%C3%BC"),
    ],
)
def test_one_text(function, text, arguments, result):
    assert apply(function, [text], arguments) == ([] if result is None else [result])


@pytest.mark.parametrize(
    ("text", "length", "depth", "whole", "path_only", "key"),
    [
        # backend.c, get_server_uh: up to "?" unless whole; a depth counts directories.
        ("/a/b/c?q=1", 0, 0, False, False, "/a/b/c"),
        ("/a/b/c?q=1", 0, 0, True, False, "/a/b/c?q=1"),
        ("/a/b/c?q=1", 4, 0, False, False, "/a/b"),
        ("/a/b/c?q=1", 0, 1, False, False, "/a"),
        ("/a/b/c?q=1", 0, 2, False, False, "/a/b"),
        ("/a/b/c?q=1", 0, 9, False, False, "/a/b/c"),
        ("/a/b/c", 3, 1, False, False, "/a"),
        ("http://h/a?q", 0, 0, False, True, "/a"),
        ("http://h/a?q", 0, 0, False, False, "http://h/a"),
        ("http://h", 0, 0, False, True, ""),
        ("", 0, 0, False, False, ""),
    ],
)
def test_the_key_of_balance_uri(text, length, depth, whole, path_only, key):
    arguments = (str(length), str(depth), str(int(whole)), str(int(path_only)))
    assert apply("uri-part", [text], arguments) == [key]


@pytest.mark.parametrize(
    ("function", "texts", "arguments", "results"),
    [
        ("first", ["a", "b"], (), ["a"]),
        ("last", ["a", "b"], (), ["b"]),
        ("last", [], (), []),
        ("split", ["a, b", "c"], (), ["a", "b", "c"]),
        ("item", ["a", "b", "c"], ("2",), ["b"]),
        ("item", ["a", "b", "c"], ("-1",), ["c"]),
        ("item", ["a"], ("2",), []),
        ("item", ["a"], ("0",), []),
        ("count", [], (), ["0"]),
        ("default", [], ("x",), ["x"]),
        ("default", ["a"], ("x",), ["a"]),
    ],
)
def test_several_texts(function, texts, arguments, results):
    assert apply(function, texts, arguments) == results


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        ("rot13", ()),
        ("field", ()),
        ("field", ("_", "x")),
        ("item", ("map(hosts.map",)),
        ("item", ()),
        ("mask", ("99",)),
        ("choose", ("a",)),
    ],
)
def test_what_is_not_understood_is_unknown(function, arguments):
    text = "1.2.3.4" if function == "mask" else "b"
    assert apply(function, [text], arguments) is None


def test_groups_in_a_replacement():
    assert expand(r"\1-\2\\\9x", ("all", "one", "two")) == "one-two\\x"
