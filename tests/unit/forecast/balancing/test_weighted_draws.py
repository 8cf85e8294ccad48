"""NGINX random and random two."""

import random

import pytest

from steelyard.core.exactness import Exactness
from steelyard.forecast.balancing import weighted_draws
from steelyard.forecast.health import ALL_UP
from tests.unit.forecast.balancing.pools import down, pool, shares


def test_one_draw_follows_the_weights():
    subject = pool("weighted-draws", [9, 1], draws=1)
    assert shares(subject) == [0.9, 0.1]
    assert weighted_draws.spread(subject, ALL_UP).exactness is Exactness.EXPECTATION


def test_two_draws_invert_the_weights():
    """Measured: 9:1 gives 0.20/0.80, 5:1:1 gives 0.24/0.38/0.38."""
    subject = pool("weighted-draws", [9, 1], draws=2)
    assert shares(subject) == [pytest.approx(0.198, abs=0.002), pytest.approx(0.802, abs=0.002)]
    third = pool("weighted-draws", [5, 1, 1], draws=2)
    assert shares(third) == [pytest.approx(value, abs=0.005) for value in (0.24, 0.38, 0.38)]
    assert weighted_draws.spread(subject, ALL_UP).exactness is Exactness.LOAD


@pytest.mark.parametrize(
    ("weights", "serves"),
    [((9, 1), (True, True)), ((5, 1, 30), (True, True, False)), ((1, 1, 1), (True, True, True))],
)
def test_the_formula_is_the_procedure(weights: tuple[int, ...], serves: tuple[bool, ...]):
    rng = random.Random(1)
    counts = [0.0] * len(weights)
    rounds = 20_000
    serving = sum(weight for weight, here in zip(weights, serves, strict=True) if here)
    for _ in range(rounds):
        first = None
        for drawn in rng.choices(range(len(weights)), weights, k=weighted_draws.DRAWS):
            if not serves[drawn] or drawn == first:
                continue
            if first is not None:
                counts[drawn] += 1
                break
            first = drawn
        else:
            for index, weight in enumerate(weights):
                counts[index] += serves[index] * weight / serving
    expected = weighted_draws.second_draws(weights, serves)
    assert sum(expected) == pytest.approx(1)
    assert [count / rounds for count in counts] == pytest.approx(expected, abs=0.015)


def test_one_serving_server_gets_everything():
    assert shares(pool("weighted-draws", [1, 1], draws=2), down("a")) == [0, 1]


def test_a_name_with_several_addresses_is_several_peers():
    subject = pool("weighted-draws", [1, 1], draws=2)
    subject.servers[0].addresses = 2
    assert shares(subject) == [0.666667, 0.333333]


def test_nothing_is_predicted_one_by_one():
    assert weighted_draws.start(pool("weighted-draws", [1, 1]), ALL_UP) is None
    assert weighted_draws.place_keys(pool("weighted-draws", [1, 1]), ALL_UP, []) is None
