"""HAProxy roundrobin."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.core.exactness import Exactness
from steelyard.forecast.balancing import fair_rotation
from steelyard.forecast.health import ALL_UP
from tests.unit.forecast.balancing.pools import down, picks, pool, shares


def test_equal_weights_take_turns():
    assert picks(pool("fair-rotation", [1, 1, 1]), 7) == "abcabca"


def test_heavy_servers_come_first_and_are_spread():
    assert picks(pool("fair-rotation", [1, 3]), 8) == "bbbabbba"


def test_weight_zero_gets_nothing():
    subject = pool("fair-rotation", [10, 0, 0])
    assert shares(subject) == [1, 0, 0]
    assert picks(subject, 3) == "aaa"


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6))
def test_a_cycle_gives_each_its_exact_share(weights: list[int]):
    subject = pool("fair-rotation", weights)
    exact = fair_rotation.exact_shares(subject, ALL_UP) or shares(subject)
    number = 3000
    counts = Counter(picks(subject, number))
    for server, weight, share in zip(subject.servers, weights, exact, strict=True):
        assert share == pytest.approx(weight / sum(weights), abs=0.07 / sum(weights))
        assert counts[server.name] == pytest.approx(number * (share or 0), abs=2)


def test_whole_positions_cost_a_server_some_picks():
    """Measured with 2.6.12: weights 2, 3, 3 gave 1953, 3024, 3023 of 8000 requests."""
    subject = pool("fair-rotation", [2, 3, 3])
    assert sorted(Counter(picks(subject, 8000)).items()) == [("a", 1953), ("b", 3024), ("c", 3023)]
    exact = fair_rotation.exact_shares(subject, ALL_UP)
    assert exact == pytest.approx([31 / 127, 48 / 127, 48 / 127])


def test_equal_or_heavy_weights_need_no_cycle():
    assert fair_rotation.exact_shares(pool("fair-rotation", [2, 2]), ALL_UP) is None
    assert fair_rotation.exact_shares(pool("fair-rotation", [255, 2]), ALL_UP) is None


def test_only_the_first_backup_serves_unless_all_may():
    subject = pool("fair-rotation", [1, 2, 3])
    subject.servers[1].backup = subject.servers[2].backup = True
    assert picks(subject, 3, down("a")) == "bbb"
    subject.all_backups = True
    assert shares(subject, down("a")) == [0, 0.4, 0.6]
    assert sorted(picks(subject, 5, down("a"))) == ["b", "b", "c", "c", "c"]


def test_nothing_serves():
    subject = pool("fair-rotation", [1])
    assert picks(subject, 2, down("a")) == "--"
    assert shares(subject, down("a")) == [0]


def test_thread_groups_rotate_side_by_side():
    subject = pool("fair-rotation", [1, 1])
    subject.state, subject.copies = "group", 2
    assert fair_rotation.start(subject, ALL_UP) is None
    assert fair_rotation.spread(subject, ALL_UP).exactness is Exactness.WINDOW
    assert fair_rotation.place_keys(subject, ALL_UP, [b"x"]) is None
