"""Commands that move traffic, those that are refused, and answers judged."""

import pytest

from steelyard.core.place import NOWHERE
from steelyard.dialects.haproxy.live import changes
from steelyard.dialects.haproxy.live.statistics import snapshot
from steelyard.dialects.runtime import Counters, LiveError, ServerState
from steelyard.model.pool import Balance
from tests.harness.haproxy_answers import info, server, stat, states


def state(configured: int | None = 10) -> ServerState:
    return ServerState("a", Counters(), configured_weight=configured)


@pytest.mark.parametrize(
    ("weight", "configured", "result"),
    [("0", 10, 0), ("7", 10, 7), ("256", 10, 256), ("7", None, 7), ("50%", 10, 5), ("25%", 10, 2),
     ("10%", 10, 1), ("0%", 10, 0), ("200%", 128, 256), ("100%", 1, 1)],
)  # fmt: skip
def test_weights(weight: str, configured: int | None, result: int):
    order = changes.set_weight("web", state(configured), weight, fixed=False)
    assert (order.command, order.weight) == (f"set server web/a weight {weight}", result)


@pytest.mark.parametrize(
    ("weight", "configured", "why"),
    [
        ("50%", 1, "would drain it"),
        ("9%", 10, "would drain it"),
        ("50%", 0, "would drain it"),
        ("257", 10, "largest weight"),
        ("300%", 100, "largest weight"),
        ("50%", None, "is not known"),
        ("-1", 10, "is no weight"),
        ("1.5", 10, "is no weight"),
        ("", 10, "is no weight"),
        ("5;shutdown frontend f", 10, "is no weight"),
        ("5\nquit", 10, "is no weight"),
        ("٣", 10, "is no weight"),
    ],
)
def test_refused_weights(weight: str, configured: int | None, why: str):
    with pytest.raises(LiveError, match=why):
        changes.set_weight("web", state(configured), weight, fixed=False)


@pytest.mark.parametrize("weight", ["0", "0%", "10", "100%"])
def test_fixed_weights_may_be_all_or_nothing(weight: str):
    assert changes.set_weight("web", state(), weight, fixed=True).command.endswith(weight)


@pytest.mark.parametrize("weight", ["1", "50%", "20", "200%"])
def test_fixed_weights_may_be_nothing_else(weight: str):
    with pytest.raises(LiveError, match="needs a reload"):
        changes.set_weight("web", state(), weight, fixed=True)


def test_which_algorithms_have_fixed_weights():
    fixed = {name: changes.weights_are_fixed(Balance(name, "", NOWHERE)) for name in ALGORITHMS}
    assert [name for name, found in fixed.items() if found] == ["slot-map"]


ALGORITHMS = ("fair-rotation", "slot-map", "avalanche-ring", "least-connections", "ring-draws")


@pytest.mark.parametrize("name", ["a;b", "a b", "", "a\nb", "a/b", "a@b", "ä", "<x>"])
def test_names_cannot_carry_commands(name: str):
    for order in (changes.drain, changes.maintain, changes.ready):
        with pytest.raises(LiveError, match="is no name"):
            order(name, "a")
        with pytest.raises(LiveError, match="is no name"):
            order("web", name)


def test_states():
    found = [one("web-1", "a.b:c_2") for one in (changes.drain, changes.maintain, changes.ready)]
    target = "set server web-1/a.b:c_2 state"
    assert [one.command for one in found] == [
        f"{target} {word}" for word in ("drain", "maint", "ready")
    ]
    assert [one.forced for one in found] == ["drain", "maint", ""]


@pytest.mark.parametrize("answer", ["", "\n", "\n\n"])
def test_an_empty_answer_is_success(answer: str):
    changes.check_answer(changes.drain("web", "a"), answer)


def test_any_text_is_an_error():
    with pytest.raises(
        LiveError, match=r"refused 'set server web/a state drain': No such server\."
    ):
        changes.check_answer(changes.drain("web", "a"), "No such server.\n\n")


@pytest.mark.parametrize(
    ("order", "bits", "weight", "missing"),
    [
        (changes.drain("web", "a"), 8, 1, ""),
        (changes.drain("web", "a"), 0, 1, "web/a is ready, not drain."),
        (changes.ready("web", "a"), 1, 1, "web/a is maint, not ready."),
        (changes.ready("web", "a"), 0, 1, ""),
        (changes.Order("web", "a", "", weight=5), 0, 5, ""),
        (changes.Order("web", "a", "", weight=5), 0, 4, "web/a has weight 4, not 5."),
        (changes.drain("web", "b"), 0, 1, "web/b is not there."),
        (changes.drain("api", "a"), 0, 1, "api/a is not there."),
    ],
)
def test_what_was_ordered_is_looked_for(order, bits: int, weight: int, missing: str):
    row = f"3 web 1 a 127.0.0.1 2 {bits} {weight} 10"
    seen = snapshot(info(), [stat(server("web", "a", 1))], [states(row)], 1.0)
    assert changes.missing(order, seen) == missing
