"""Every algorithm that the model names has a module with all functions."""

import re

import pytest

from steelyard.forecast.balancing.family import family, serving
from steelyard.forecast.balancing.standing import serving_indexes
from steelyard.forecast.health import ALL_UP
from steelyard.model.pool import Balance
from tests.unit.forecast.balancing.pools import down, pool

NAMES = set(re.findall(r"^    ``([a-z-]+)``  ", Balance.__doc__ or "", re.M)) - {"unknown"}


def test_names_are_found():
    assert len(NAMES) == 13


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_family_is_complete(name: str):
    module = family(name)
    subject = pool(name, [3, 1])
    found = module.spread(subject, ALL_UP)
    assert sum(share or 0 for share in found.shares) == pytest.approx(1)
    module.start(subject, ALL_UP)
    module.place_keys(subject, ALL_UP, [b"\1\2\3\4"])


def test_unknown_algorithms_are_key_errors():
    with pytest.raises(KeyError):
        family("unknown")


def test_serving_as_servers_and_as_indexes():
    subject = pool("fair-rotation", [1, 0, 2])
    subject.servers[2].backup = True
    for health in (ALL_UP, down("a"), down("a", "c")):
        expected = [subject.servers[index] for index in serving_indexes(subject, health)]
        assert serving(subject, health) == expected
