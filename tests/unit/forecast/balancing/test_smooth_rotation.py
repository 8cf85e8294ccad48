"""NGINX's default rotation."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from steelyard.core.exactness import Exactness
from steelyard.forecast.balancing import smooth_rotation
from steelyard.forecast.health import ALL_UP
from steelyard.model.pool import Setting
from tests.unit.forecast.balancing.pools import down, picks, pool, shares


def test_the_well_known_example():
    assert picks(pool("smooth-rotation", [5, 1, 1]), 7) == "aabacaa"


@given(st.lists(st.integers(1, 30), min_size=1, max_size=8))
def test_each_period_keeps_the_weights(weights: list[int]):
    subject = pool("smooth-rotation", weights)
    counts = Counter(picks(subject, sum(weights)))
    assert [counts[server.name] for server in subject.servers] == weights


def test_a_dead_server_loses_weight_and_then_its_turn():
    subject = pool("smooth-rotation", [2, 1, 1])
    assert set(picks(subject, 8, down("a"))) == {"b", "c"}
    subject.servers[0].passive["max-fails"] = Setting(0)
    counts = Counter(picks(subject, 400, down("a")))
    assert abs(counts["b"] - 200) <= 1


def test_a_name_with_several_addresses_is_several_peers():
    subject = pool("smooth-rotation", [1, 1])
    subject.servers[0].addresses = 2
    assert shares(subject) == [0.666667, 0.333333]
    assert picks(subject, 3) == "aab"


def test_backups_serve_together_when_no_primary_does():
    subject = pool("smooth-rotation", [1, 3, 1])
    subject.servers[1].backup = subject.servers[2].backup = True
    assert picks(subject, 2) == "aa"
    assert shares(subject, down("a")) == [0, 0.75, 0.25]
    assert Counter(picks(subject, 8, down("a"))) == {"b": 6, "c": 2}
    assert picks(subject, 2, down("a", "b", "c")) == "--"


def test_workers_rotate_side_by_side():
    subject = pool("smooth-rotation", [1, 1])
    subject.state, subject.copies = "worker", None
    found = smooth_rotation.spread(subject, ALL_UP)
    assert (found.exactness, found.assumptions) == (
        Exactness.WINDOW,
        [smooth_rotation.PER_WORKER],
    )
    assert smooth_rotation.start(subject, ALL_UP) is None
    subject.copies = 1
    assert smooth_rotation.start(subject, ALL_UP) is not None
    assert smooth_rotation.place_keys(subject, ALL_UP, []) is None
