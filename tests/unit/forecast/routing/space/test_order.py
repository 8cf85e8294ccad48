"""The order finds the guard that a scan finds, and every guard that may hold together."""

from itertools import product
from random import Random

from steelyard.forecast.health import ALL_UP
from steelyard.forecast.routing.evaluate import holds
from steelyard.forecast.routing.request import Request
from steelyard.forecast.routing.space.order import Order
from steelyard.forecast.routing.state import State
from steelyard.model.conditions import All, Any, Condition, Match, Not
from steelyard.model.gateway import Gateway
from steelyard.model.values import Apply, Field, Pattern, Value

VALUES: tuple[Value, ...] = (
    Field("path"),
    Field("parameter", "q"),
    Field("header", "x"),
    Apply("first", Field("header", "x")),
    Apply("lower", Field("path")),
)
TEXTS = ("/", "/a", "/A", "/ab", "/a/b", "a", "ab", "")


def states() -> list[State]:
    found = []
    for path, query, lines in product(
        ("/", "/a", "/A", "/ab", "/a/b"),
        ("", "?q=a", "?q=/A&q=ab", "?q="),
        ((), ("a",), ("", "/ab"), ("/A",)),
    ):
        request = Request(target=path + query, headers=tuple(("x", line) for line in lines))
        gateway = Gateway("x", "haproxy", (1,))
        found.append(
            State(gateway, ALL_UP, request, "GET", request.target, list(request.headers), "::1")
        )
    return found


def guard(rng: Random, depth: int = 1) -> Condition:
    if depth and rng.random() < 0.4:
        parts = tuple(guard(rng, depth - 1) for _ in range(2))
        return rng.choice((All(parts), All(parts), Any(parts), Not(parts[0])))
    patterns = tuple(
        Pattern(kind, rng.choice(TEXTS), rng.random() < 0.3)
        for kind in rng.choices(("exact", "prefix", "suffix"), (5, 3, 1), k=rng.randint(1, 2))
    )
    return Match(rng.choice(VALUES), patterns)


def test_the_first_guard_is_the_one_that_a_scan_finds() -> None:
    rng = Random("order")
    everything = states()
    for _ in range(60):
        guards = [guard(rng) for _ in range(rng.randint(1, 8))]
        order = Order(guards)
        below = rng.choice((None, rng.randint(0, len(guards))))
        for state in everything:
            hits = [i for i, one in enumerate(guards[:below]) if holds(one, state)]
            expected = (hits[0], True) if hits else None
            assert order.first(state, below) == expected, guards


def test_guards_that_hold_together_may_meet() -> None:
    rng = Random("meet")
    everything = states()
    for _ in range(60):
        guards = [guard(rng) for _ in range(6)]
        one = guard(rng)
        met = Order(guards).may_meet(one)
        assert met == sorted(met)
        for state in everything:
            if holds(one, state):
                both = {i for i, other in enumerate(guards) if holds(other, state)}
                assert both <= set(met), (one, guards)


def test_different_exact_texts_of_one_value_never_meet() -> None:
    guards = [Match(Field("path"), (Pattern("exact", text),)) for text in ("/a", "/b", "/c")]
    assert Order(guards).may_meet(guards[1]) == [1]
