"""Overload and cascades, against arithmetic done by hand."""

import pytest

from steelyard.core.place import Place
from steelyard.forecast.balancing.forecast import forecast_pool
from steelyard.forecast.health import ALL_UP
from steelyard.forecast.survival import busiest, cascade, overloaded
from steelyard.model.pool import Balance, Pool, Server

HERE = Place("a.cfg", 1)


def pool(*weights: int) -> Pool:
    servers = [
        Server(f"s{n}", f"10.0.0.{n}", 80, HERE, weight=w, applied_weight=w, id=n)
        for n, w in enumerate(weights, 1)
    ]
    return Pool("web", HERE, servers, Balance("fair-rotation", "roundrobin", HERE))


def carries(limit: float | None, **others: float):
    return lambda name: others.get(name, limit)


def test_shares_times_peak_against_capacity():
    # 1:2:1 of 400/s is 100, 200, 100.
    promise = forecast_pool(pool(1, 2, 1))
    (load,) = overloaded(promise, 400, carries(150))
    assert (load.server, load.rate, load.capacity) == ("s2", 200, 150)
    assert load.excess == pytest.approx(4 / 3)
    assert overloaded(promise, 400, carries(200)) == []
    assert overloaded(promise, 400, carries(None)) == []


def test_the_worst_comes_first():
    loads = overloaded(forecast_pool(pool(1, 1, 1)), 300, carries(90, s2=50, s3=200))
    assert [load.server for load in loads] == ["s2", "s1"]


def test_a_cascade_round_by_round():
    # 900/s on 3, each carrying 400: 300 each.  One dies: 450 each, both fall.
    result = cascade(pool(1, 1, 1), ALL_UP, ("s1",), 900, carries(400))
    assert [[load.server for load in one] for one in result.rounds] == [["s2", "s3"]]
    assert [load.rate for load in result.rounds[0]] == [450, 450]
    assert result.total


def test_a_cascade_that_takes_two_rounds():
    # 1000/s on 4: s2 carries 300, s3 400, s4 1200.  Without s1: 333 each, s2
    # falls; 500 each, s3 falls; s4 carries 1000.
    limits = carries(None, s2=300, s3=400, s4=1200)
    result = cascade(pool(1, 1, 1, 1), ALL_UP, ("s1",), 1000, limits)
    assert [[load.server for load in one] for one in result.rounds] == [["s2"], ["s3"]]
    assert result.survivors == ["s4"]
    assert not result.total


def test_a_pool_that_survives():
    result = cascade(pool(1, 1, 1), ALL_UP, ("s1",), 600, carries(300))
    assert (result.rounds, result.survivors) == ([], ["s2", "s3"])


def test_the_loss_of_all_is_total():
    result = cascade(pool(1, 1), ALL_UP, ("s1", "s2"), 100, carries(300))
    assert result.total
    assert result.rounds == []


def test_the_busiest_are_those_with_the_largest_shares():
    promise = forecast_pool(pool(1, 5, 3, 0))
    assert busiest(promise, 2) == ("s2", "s3")
    assert busiest(promise, 9) == ("s2", "s3", "s1")
