"""NGINX hash."""

import pytest

from steelyard.forecast.balancing import key_walk
from steelyard.forecast.health import ALL_UP
from tests.unit.forecast.balancing.pools import down, picks, pool, shares

KEYS = [f"user-{number}".encode() for number in range(6000)]


@pytest.mark.parametrize("dead", [(), ("b",), ("b", "c")])
def test_run_array_and_shares_agree(dead: tuple[str, ...]):
    subject = pool("key-walk", [1, 5, 2, 2])
    placed = key_walk.place_keys(subject, down(*dead), KEYS)
    run = key_walk.start(subject, down(*dead))
    assert run is not None
    for key, index in zip(KEYS[:300], placed, strict=False):
        server = run.pick(key)
        assert index is None or server is subject.servers[index]
    # The second draw of a key is not independent of the first: CRCs are linear.
    for index, share in enumerate(shares(subject, down(*dead))):
        assert placed.count(index) / len(KEYS) == pytest.approx(share, abs=0.07 if dead else 0.02)


def test_an_empty_key_rotates():
    subject = pool("key-walk", [1, 1])
    assert picks(subject, 4, key=b"") == "abab"
    assert key_walk.place_keys(subject, ALL_UP, [b""]) == [None]


def test_a_lone_server_needs_no_key():
    assert key_walk.place_keys(pool("key-walk", [1]), ALL_UP, [b"", b"x"]) == [0, 0]
    assert picks(pool("key-walk", [1]), 1, down("a"), b"x") == "-"


def test_a_down_server_keeps_its_part_of_the_total():
    subject = pool("key-walk", [1, 1, 1])
    subject.servers[1].admin = "out"
    before = key_walk.place_keys(pool("key-walk", [1, 1, 1]), ALL_UP, KEYS)
    after = key_walk.place_keys(subject, ALL_UP, KEYS)
    assert {old for old, new in zip(before, after, strict=True) if old != new} == {1}


def test_heavy_weights_cut_later_servers_off():
    subject = pool("key-walk", [40_000, 1])
    assert shares(subject) == [1, 0]
    assert set(key_walk.place_keys(subject, ALL_UP, KEYS)) == {0}
