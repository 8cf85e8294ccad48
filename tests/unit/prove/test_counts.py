"""Exact tails: right forecasts are blamed once in a million proofs, wrong ones are."""

from random import Random

from steelyard.prove.counts import BLAME, detectable, possible, tail


def test_the_tail_is_that_of_the_binomial():
    # P(X <= 2) for 10 throws of a fair coin is 56/1024; doubled.
    assert abs(tail(2, 10, 0.5) - 2 * 56 / 1024) < 1e-12
    assert abs(tail(8, 10, 0.5) - 2 * 56 / 1024) < 1e-12


def test_a_right_forecast_is_hardly_ever_blamed():
    chance = Random(7)
    shares = (0.5, 0.3, 0.2)
    blamed = 0
    for _ in range(2000):
        drawn = chance.choices((0, 1, 2), shares, k=400)
        blamed += not possible([drawn.count(i) for i in range(3)], shares, 1)
    assert BLAME < 1 / 2000
    assert blamed == 0


def test_a_share_that_is_off_by_what_would_show_is_blamed():
    chance = Random(8)
    off = detectable(400, 0.5) * 1.4
    drawn = chance.choices((0, 1), (0.5 + off, 0.5 - off), k=400)
    assert not possible([drawn.count(0), drawn.count(1)], (0.5, 0.5), 1)


def test_who_is_promised_nothing_may_get_nothing_only():
    assert possible([10, 0], (1.0, 0.0), 1)
    assert not possible([10, 1], (1.0, 0.0), 1)
