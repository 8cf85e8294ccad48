"""HAProxy leastconn."""

from steelyard.core.exactness import Exactness
from steelyard.forecast.balancing import least_connections
from steelyard.forecast.health import ALL_UP
from tests.unit.forecast.balancing.pools import down, picks, pool, shares


def test_idle_servers_take_turns_whatever_their_weight():
    subject = pool("least-connections", [9, 1, 1])
    assert picks(subject, 4) == "abca"
    assert shares(subject, down("c")) == [0.5, 0.5, 0]
    assert least_connections.spread(subject, ALL_UP).exactness is Exactness.LOAD


def test_random_ties_are_not_predicted():
    subject = pool("least-connections", [1, 1], ties="random")
    assert least_connections.start(subject, ALL_UP) is None
    assert picks(subject, 2, down("a")) == "bb"
    assert least_connections.place_keys(subject, ALL_UP, []) is None
