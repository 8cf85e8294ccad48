"""NGINX least_conn."""

from steelyard.core.exactness import Exactness
from steelyard.forecast.balancing import least_ratio
from steelyard.forecast.health import ALL_UP
from tests.unit.forecast.balancing.pools import picks, pool, shares


def test_idle_it_rotates_by_weight():
    subject = pool("least-ratio", [5, 1, 1])
    assert picks(subject, 7) == "aabacaa"
    assert shares(subject) == [0.714286, 0.142857, 0.142857]
    assert least_ratio.spread(subject, ALL_UP).exactness is Exactness.LOAD
    assert least_ratio.place_keys(subject, ALL_UP, []) is None
