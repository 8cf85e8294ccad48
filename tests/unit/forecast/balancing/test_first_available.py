"""HAProxy first."""

from steelyard.core.exactness import Exactness
from steelyard.forecast.balancing import first_available
from steelyard.forecast.health import ALL_UP
from steelyard.model.pool import Setting
from tests.unit.forecast.balancing.pools import down, picks, pool, shares


def test_the_lowest_id_gets_everything():
    subject = pool("first-available", [1, 200])
    subject.servers[0].id, subject.servers[1].id = 7, 3
    assert shares(subject) == [0, 1]
    assert picks(subject, 2) == "bb"
    assert picks(subject, 2, down("b")) == "aa"
    assert first_available.spread(subject, ALL_UP).exactness is Exactness.ORDER


def test_a_limit_of_connections_makes_it_depend_on_load():
    subject = pool("first-available", [1, 1])
    subject.servers[0].limits["max-connections"] = Setting(10)
    assert first_available.spread(subject, ALL_UP).exactness is Exactness.LOAD
    assert first_available.place_keys(subject, ALL_UP, []) is None
