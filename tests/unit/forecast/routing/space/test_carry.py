"""Preimages hold exactly the texts that the functions turn into texts of the set."""

from random import Random

import pytest

from steelyard.forecast.routing.fields import query_values
from steelyard.forecast.routing.functions import apply
from steelyard.forecast.routing.language.refused import Inexpressible
from steelyard.forecast.routing.space.carry import (
    _SEARCHES,
    _STEPS,
    carried,
    single,
    source_variable,
)
from steelyard.forecast.routing.space.variables import Variable
from steelyard.model.values import Apply, Field, Join, Literal
from tests.harness.space.automata import accepts, random_set, short_texts

FUNCTIONS = [
    ("lower", (), "aAb.", 4),
    ("upper", (), "aAb.", 4),
    ("drop-prefix", ("2",), "ab/", 5),
    ("split", (), "ab, ", 5),
    ("trim-start", ("/x",), "ax/", 5),
    ("trim-end", ("/x",), "ax/", 5),
    ("strip-port", (), "a:[]", 5),
    ("field", ("/", "1"), "ab/", 5),
    ("field", ("/", "3"), "ab/", 5),
    ("field", ("/.", "2"), "a/.", 5),
    ("word", ("/", "1"), "ab/", 5),
    ("word", ("/", "2"), "ab/", 5),
    ("word", ("/.", "2", "1"), "a/.", 5),
    ("decode", (), "a%41/", 5),
    ("path-of", (), "a/?", 5),
    ("query-mark", (), "a/?", 5),
    ("query-of", (), "a/?", 5),
    ("parameters-of", ("a",), "?a=&b", 6),
    ("parameters-of", ("aB",), "?aB=&", 6),
    ("parameters-of", ("aB", "i"), "?aAb=&", 5),
    ("question", (), "a?b", 5),
    ("nonempty", ("/",), "a/b", 5),
    ("substitute", ("^ab", "b"), "abc", 5),
    ("substitute", ("^/a", "", ""), "a/b", 5),
]

SEARCHES = [
    ("rewrite", ("^/a", "/b"), "ab/", 5),
    ("rewrite", ("^/a/(.*)$", r"/b\1"), "ab/", 5),
    ("rewrite", ("^/a/(.*)", r"\1"), "ab/", 5),
    ("rewrite", ("^(.*)$", r"x\1"), "abx", 5),
    ("rewrite", ("(.*)", r"\1b"), "ab", 5),
    ("rewrite", ("a", "b"), "abc", 5),
    ("rewrite", ("A", "b", "i"), "aAb", 5),
    ("rewrite", ("^a(b)?c$", r"\1"), "abc", 5),
    ("rewrite", ("^/(a|b)/$", r"/\1x"), "abx/", 5),
    ("rewrite", ("^a([^a]+)", r"\1"), "abc", 5),
    ("rewrite", (r"^a\.(.*)$", r"\1"), "ab.", 5),
    ("capture", ("^/(a|b)$", "", "1"), "ab/", 4),
    ("capture", ("^/([a-b]+)", "", "1"), "abc/", 4),
    ("capture", ("^/a(.*)$", "", "1"), "ab/\n", 5),
    ("capture", ("^a[a-b]$", "", "0"), "abc", 4),
    ("capture", ("^a([a-b]*)?$", "", "1"), "abc", 4),
]


@pytest.mark.parametrize(
    ("function", "arguments", "alphabet", "longest"), FUNCTIONS, ids=lambda value: str(value)
)
def test_a_step_backwards_is_exact(
    function: str, arguments: tuple[str, ...], alphabet: str, longest: int
) -> None:
    rng = Random(f"{function} {arguments}")
    results = {
        text: apply(function, [text], arguments) or [] for text in short_texts(alphabet, longest)
    }
    hits = 0
    for _ in range(12):
        texts = random_set(alphabet, rng)
        before = _STEPS[function](texts, arguments)
        for text, made in results.items():
            truth = any(accepts(texts, one) for one in made)
            hits += truth
            assert accepts(before, text) is truth, (text, made)
    assert hits


@pytest.mark.parametrize("newlines", [True, False])
@pytest.mark.parametrize(
    ("function", "arguments", "alphabet", "longest"), SEARCHES, ids=lambda value: str(value)
)
def test_a_search_backwards_is_exact_or_refused(
    function: str, arguments: tuple[str, ...], alphabet: str, longest: int, newlines: bool
) -> None:
    rng = Random(f"{function} {arguments}")
    results = {
        text: apply(function, [text], arguments) or []
        for text in short_texts(alphabet, longest)
        if newlines or "\n" not in text
    }
    for _ in range(8):
        texts = random_set(alphabet, rng)
        try:
            before = _SEARCHES[function](texts, arguments, newlines)
        except Inexpressible:
            continue
        for text, made in results.items():
            truth = any(accepts(texts, one) for one in made)
            assert accepts(before, text) is truth, (text, made)


def test_every_function_is_tried() -> None:
    assert {one[0] for one in FUNCTIONS} == set(_STEPS)
    assert {one[0] for one in SEARCHES} == set(_SEARCHES)


@pytest.mark.parametrize("which", ["first", "last"])
@pytest.mark.parametrize("lowered", [False, True])
@pytest.mark.parametrize("any_case", [False, True])
def test_the_first_or_last_argument_is_not_just_any(
    which: str, lowered: bool, any_case: bool
) -> None:
    field = Field("parameter-any-case" if any_case else "parameter", "q")
    value = Apply(which, Apply("lower", field) if lowered else field)
    rng = Random(f"{which} {lowered}")
    for _ in range(6):
        texts = random_set("qA", rng)
        variable, before = carried(value, texts)
        assert variable == Variable("target")
        for text in short_texts("qQA=&", 6):
            found = query_values(text, "q", any_case)
            found = [one.lower() for one in found] if lowered else found
            picked = found[:1] if which == "first" else found[-1:]
            truth = any(accepts(texts, one) for one in picked)
            assert accepts(before, f"/?{text}") is truth, text


@pytest.mark.parametrize("which", ["first", "last"])
def test_the_first_or_last_item_of_one_line(which: str) -> None:
    value = Apply(which, Apply("split", Field("path")))
    rng = Random(which)
    for _ in range(6):
        texts = random_set("ab", rng)
        _, before = carried(value, texts)
        for text in short_texts("ab, ", 5):
            items = [item.strip() for item in text.split(",")]
            picked = items[0] if which == "first" else items[-1]
            assert accepts(before, text) is accepts(texts, picked), text


def test_one_of_several_lines_is_for_others_to_choose() -> None:
    assert source_variable(Apply("first", Field("header", "x"))) is None
    assert source_variable(Apply("last", Apply("split", Field("header", "x")))) is None


@pytest.mark.parametrize(
    ("value", "at_most_one"),
    [
        (Field("path"), True),
        (Field("host"), True),
        (Field("header", "host"), True),
        (Field("header", "x"), False),
        (Field("cookie", "x"), False),
        (Field("parameter", "x"), False),
        (Field("parameter-any-case", "x"), False),
        (Apply("lower", Field("parameter", "x")), False),
        (Apply("first", Field("parameter", "x")), True),
        (Apply("split", Field("path")), False),
        (Apply("parameters-of", Field("target"), ("q",)), False),
        (Apply("lower", Field("path")), True),
        (Join((Field("parameter", "x"), Literal("a"))), True),
    ],
    ids=str,
)
def test_values_that_have_at_most_one_text(value: object, at_most_one: bool) -> None:
    assert single(value) is at_most_one  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["parameter", "query"])
def test_a_text_put_together_has_the_first_of_several_or_nothing(name: str) -> None:
    value = Join((Literal("<"), Field(name, "q" * (name == "parameter")), Literal(">")))
    rng = Random(name)
    for _ in range(8):
        texts = random_set("<>qA", rng)
        _, before = carried(value, texts)
        for text in short_texts("qA=&", 6):
            part = text if name == "query" else next(iter(query_values(text, "q")), "")
            assert accepts(before, f"/?{text}") is accepts(texts, f"<{part}>"), text
        assert accepts(before, "/") is accepts(texts, "<>")
