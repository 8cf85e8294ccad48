"""A lone server."""

from steelyard.forecast.balancing import single
from steelyard.forecast.health import ALL_UP
from tests.unit.forecast.balancing.pools import down, picks, pool, shares


def test_it_gets_everything_or_nothing_serves():
    subject = pool("single", [3])
    assert shares(subject) == [1]
    assert picks(subject, 2) == "aa"
    assert picks(subject, 1, down("a")) == "-"
    assert single.place_keys(subject, ALL_UP, [b"x"]) is None
