"""Preimages of what a field is cut from, against the fields of single requests."""

import re
from random import Random

import pytest

from steelyard.forecast.health import ALL_UP
from steelyard.forecast.routing.evaluate import texts_of
from steelyard.forecast.routing.fields import clean_path
from steelyard.forecast.routing.request import Request
from steelyard.forecast.routing.space.preimage import UP_TWICE, cleaned
from steelyard.forecast.routing.space.variables import of_field
from steelyard.forecast.routing.state import State
from steelyard.model.gateway import Gateway
from steelyard.model.values import Field
from tests.harness.space.automata import accepts, random_set, short_texts


def paths() -> list[str]:
    """Paths of few segments, with dots and slashes written in several ways."""
    rng = Random("paths")
    pieces = ("/", "/", "/", "a", "b", ".", "..", "/..", "/../", "%2e", "%2F", "//", "%", "%61")
    found = [f"/{text}" for text in short_texts("/.a", 6)]
    found += ["/" + "".join(rng.choices(pieces, k=rng.randint(1, 8))) for _ in range(2500)]
    return found


def test_clean_paths_come_from_these_paths_and_others_that_go_up_twice() -> None:
    rng = Random("cleaned")
    exact = left_out = 0
    for _ in range(12):
        texts = random_set("/ab.", rng)
        before = cleaned(texts)
        for path in paths():
            clean = clean_path(path)
            truth = clean is not None and accepts(texts, clean)
            if re.match(UP_TWICE.decode(), path):
                left_out += truth
                assert truth or not accepts(before, path), path
            else:
                exact += truth
                assert accepts(before, path) is truth, path
    assert exact > 500
    assert left_out > 10


FIELDS = [
    (Field("host"), "aA.:[]", 5),
    (Field("header-item", "host"), "aA ,", 5),
    (Field("header", "host"), "aA:", 4),
    (Field("path"), "/a?", 5),
    (Field("query"), "/a?", 5),
    (Field("target"), "/a?", 4),
    (Field("parameter", "q"), "/q?=&", 6),
    (Field("parameter-any-case", "Q"), "/qQ?=", 6),
]


@pytest.mark.parametrize(("field", "alphabet", "longest"), FIELDS, ids=str)
def test_a_field_has_a_text_of_the_set_for_these_texts_of_its_variable(
    field: Field, alphabet: str, longest: int
) -> None:
    found = of_field(field)
    assert found is not None
    variable, lift = found
    rng = Random(str(field))
    truths = 0
    lot = list(short_texts(alphabet, longest))
    values = [read(field, variable.kind == "header", text) for text in lot]
    for _ in range(6):
        texts = random_set(alphabet, rng)
        before = lift(texts)
        for text, value in zip(lot, values, strict=True):
            if variable.kind == "target" and not text.startswith("/"):
                continue
            truth = any(accepts(texts, one) for one in value)
            truths += truth
            assert accepts(before, text) is truth, text
    assert truths


def read(field: Field, in_header: bool, text: str) -> list[str]:
    headers = (("Host", text),) if in_header else ()
    request = Request(target="/" if in_header else text, headers=headers)
    gateway = Gateway("x", "haproxy", (1,))
    state = State(gateway, ALL_UP, request, "GET", request.target, list(headers), request.source)
    return texts_of(field, state) or []
