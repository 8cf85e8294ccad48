"""HAProxy consistent hashes."""

import pytest

from steelyard.core.exactness import Exactness
from steelyard.forecast.balancing import avalanche_ring
from steelyard.forecast.health import ALL_UP
from tests.unit.forecast.balancing.pools import down, picks, pool, shares

KEYS = [f"/item/{number}".encode() for number in range(4000)]


def test_run_and_array_agree():
    subject = pool("avalanche-ring", [1, 5, 2], avalanche=True)
    run = avalanche_ring.start(subject, ALL_UP)
    assert run is not None
    placed = avalanche_ring.place_keys(subject, ALL_UP, KEYS)
    assert [run.pick(key) for key in KEYS[:500]] == [
        subject.servers[index] for index in placed[:500] if index is not None
    ]


@pytest.mark.parametrize("node_keys", ["single", "double"])
def test_arcs_are_what_keys_meet(node_keys: str):
    subject = pool("avalanche-ring", [1, 5, 2], avalanche=True, node_keys=node_keys)
    arcs = avalanche_ring.exact_shares(subject, ALL_UP)
    assert arcs is not None
    assert sum(share or 0 for share in arcs) == pytest.approx(1)
    placed = avalanche_ring.place_keys(subject, ALL_UP, KEYS)
    for index, share in enumerate(arcs):
        assert placed.count(index) / len(KEYS) == pytest.approx(share, abs=0.03)


def test_arcs_are_counted_value_by_value(monkeypatch: pytest.MonkeyPatch):
    """On a ring of 256 values every value can be looked up."""
    import numpy as np

    ring = avalanche_ring.Ring(np.array([3, 10, 200], np.uint32), np.array([0, 1, 0]))
    values = np.arange(0, 200, dtype=np.uint32)
    owners = avalanche_ring._nearest(ring, values).tolist()
    assert [value for value, owner in enumerate(owners) if owner == 1] == list(range(7, 106))


def test_a_server_that_falls_moves_only_its_own_keys():
    subject = pool("avalanche-ring", [1, 1, 1, 1], avalanche=True)
    before = avalanche_ring.place_keys(subject, ALL_UP, KEYS)
    after = avalanche_ring.place_keys(subject, down("b"), KEYS)
    moved = {old for old, new in zip(before, after, strict=True) if old != new}
    assert moved == {1}


def test_without_a_key_the_ring_is_walked():
    subject = pool("avalanche-ring", [1, 2])
    assert sorted(picks(subject, 48)) == ["a"] * 16 + ["b"] * 32


def test_load_factor_makes_it_depend_on_load():
    subject = pool("avalanche-ring", [1, 2], load_factor=150)
    assert avalanche_ring.spread(subject, ALL_UP).exactness is Exactness.LOAD


def test_one_or_no_server():
    subject = pool("avalanche-ring", [1, 2])
    assert picks(subject, 2, down("a"), b"k") == "bb"
    assert avalanche_ring.place_keys(subject, down("a"), [b"k"]) == [1]
    assert avalanche_ring.exact_shares(subject, down("a")) == [0, 1]
    assert avalanche_ring.place_keys(subject, down("a", "b"), [b"k"]) == [None]
    assert shares(subject, down("a", "b")) == [0, 0]


def test_a_huge_ring_is_not_laid_out():
    subject = pool("avalanche-ring", [256, 256])
    subject.servers *= 600
    assert avalanche_ring.exact_shares(subject, ALL_UP) is None
