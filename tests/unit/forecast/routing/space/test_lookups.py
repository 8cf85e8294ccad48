"""A test of what a table gives is a test of the key, for keys with one text, several, and none."""

from itertools import product
from random import Random

import pytest

from steelyard.core.place import NOWHERE
from steelyard.forecast.health import ALL_UP
from steelyard.forecast.routing.evaluate import holds
from steelyard.forecast.routing.request import Request
from steelyard.forecast.routing.space.lookups import spelt_out
from steelyard.forecast.routing.state import State
from steelyard.model.conditions import Match
from steelyard.model.gateway import Gateway
from steelyard.model.values import (
    Apply,
    Field,
    Join,
    Literal,
    Lookup,
    Pattern,
    Table,
    TableEntry,
    Value,
)

LINES, OTHER = Field("header", "x"), Field("header", "y")
KEYS: dict[str, Value] = {
    "several": LINES,
    "first": Apply("first", LINES),
    "joined": Join((Apply("first", LINES),)),
    "items": Apply("split", LINES),
}
DEFAULTS: tuple[Value | None, ...] = (None, Literal(""), Literal("p"), OTHER)


def state(*lines: tuple[str, str]) -> State:
    request = Request(headers=lines)
    gateway = Gateway("x", "nginx", (1,))
    return State(gateway, ALL_UP, request, "GET", "/", list(request.headers), request.source)


def states() -> list[State]:
    found = []
    for count in range(3):
        for texts in product(("", "a", "b", "ab", "a, b"), repeat=count):
            for other in ((), (("y", "p"),)):
                found.append(state(*(("x", text) for text in texts), *other))
    return found


def table(rng: Random, kinds: tuple[str, ...], on_nothing: bool) -> Table:
    entries = {}
    for text in rng.sample(("", "a", "b", "ab"), rng.randint(1, 3)):
        pattern = Pattern(rng.choice(kinds), text)
        value = rng.choice((Literal("p"), Literal("q"), Literal(""), Join((OTHER,))))
        entries[text] = TableEntry(pattern, value)
    return Table("t", tuple(entries.values()), NOWHERE, on_nothing=on_nothing)


@pytest.mark.parametrize("on_nothing", [False, True])
@pytest.mark.parametrize("joined", [False, True])
@pytest.mark.parametrize("kinds", [("exact",), ("prefix",), ("exact", "prefix", "suffix")], ids=str)
@pytest.mark.parametrize("key", KEYS)
def test_a_look_up_spelt_out_holds_for_the_same_requests(
    key: str, kinds: tuple[str, ...], joined: bool, on_nothing: bool
) -> None:
    rng = Random(f"{key} {kinds} {joined} {on_nothing}")
    spelt = 0
    for _ in range(40):
        value: Value = Lookup(table(rng, kinds, on_nothing), KEYS[key], rng.choice(DEFAULTS))
        value = Join((value,)) if joined else value
        wanted = Pattern(rng.choice(("exact", "prefix", "exists")), rng.choice(("", "p")))
        condition = Match(value, (wanted,))
        found = spelt_out(condition)
        if found is None:
            continue
        spelt += 1
        for one in states():
            assert holds(found, one) is holds(condition, one), (condition, one.headers)
    assert spelt or key in ("several", "items")
