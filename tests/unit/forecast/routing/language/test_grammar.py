"""What a field can hold, and what a witness of it looks like."""

import pytest

from steelyard.forecast.routing.language.automaton import EVERYTHING
from steelyard.forecast.routing.language.combine import included
from steelyard.forecast.routing.language.expression import expression
from steelyard.forecast.routing.language.grammar import example, possible, proper

FIELDS = ["path", "clean-path", "target", "query", "method", "host", "server-name", "header"]


@pytest.mark.parametrize("field", [*FIELDS, "cookie", "unheard-of"])
def test_the_proper_is_possible(field: str):
    assert included(proper(field), possible(field))
    assert not proper(field).empty


@pytest.mark.parametrize(
    ("field", "texts", "others"),
    [
        ("path", [b"/", b"/a/%2F;b=~c", b"//"], [b"", b"a", b"/ ", b"/a?b", b"/%2", b"/\n"]),
        ("clean-path", [b"/", b"/a?b"], [b"", b"/\n"]),
        ("target", [b"/?a=b", b"/a?b?c"], [b"?", b"/#"]),
        ("host", [b"a", b"shop.example", b"a-1.b", b"10.0.0.1"], [b"", b".a", b"a.", b"-a", b"A"]),
        ("method", [b"GET"], [b"", b"get", b"G T"]),
        ("header", [b"", b"a b"], [b" a", b"a\n", b"a\tb"]),
        ("cookie", [b"", b"a=b"], [b";", b"a b", b'"']),
    ],
)
def test_the_grammars(field: str, texts: list[bytes], others: list[bytes]):
    assert [text for text in texts if not proper(field).accepts(text)] == []
    assert [text for text in others if proper(field).accepts(text)] == []


@pytest.mark.parametrize(
    ("pattern", "field", "expected"),
    [
        (rb"\.js$", "host", b"a.js"),
        (rb"\.js$", "path", b"/.js"),
        (rb"^[^a-z]", "host", b"0"),
        (rb"\n", "path", None),
        (rb"\n", "clean-path", b"/\n"),
        (rb"^a", "path", None),
        (rb"\xff", "header", b"\xff"),
        (rb"A", "host", None),
        (rb"\x00", "header", None),
    ],
)
def test_an_example_is_a_proper_text_if_there_is_one(
    pattern: bytes, field: str, expected: bytes | None
):
    assert example(expression(pattern), field) == expected


def test_an_unknown_field_can_hold_anything():
    assert possible("variable") == EVERYTHING == proper("variable")
