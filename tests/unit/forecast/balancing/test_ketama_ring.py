"""NGINX hash consistent."""

import zlib

import pytest

from steelyard.forecast.balancing import ketama_ring
from steelyard.forecast.health import ALL_UP
from tests.unit.forecast.balancing.pools import down, picks, pool, shares

KEYS = [f"user-{number}".encode() for number in range(6000)]


@pytest.mark.parametrize("dead", [(), ("b",)])
def test_run_array_and_arcs_agree(dead: tuple[str, ...]):
    subject = pool("ketama-ring", [1, 5, 2])
    placed = ketama_ring.place_keys(subject, down(*dead), KEYS)
    run = ketama_ring.start(subject, down(*dead))
    assert run is not None
    assert [run.pick(key) for key in KEYS[:300]] == [
        subject.servers[index or 0] for index in placed[:300]
    ]
    arcs = ketama_ring.exact_shares(subject, down(*dead))
    assert arcs is not None
    assert sum(share or 0 for share in arcs) == pytest.approx(1)
    for index, share in enumerate(arcs):
        assert placed.count(index) / len(KEYS) == pytest.approx(share, abs=0.03)


def test_points_are_a_chain_of_crcs():
    first = zlib.crc32(b"10.0.0.1\x0080" + bytes(4))
    assert ketama_ring._points("10.0.0.1:80", 1)[:2] == [
        first,
        zlib.crc32(b"10.0.0.1\x0080" + first.to_bytes(4, "little")),
    ]
    assert ketama_ring._points("name", 1)[0] == zlib.crc32(b"name\0" + bytes(4))
    assert ketama_ring._points("unix:/run/s:1", 1)[0] == zlib.crc32(b"/run/s:1\0" + bytes(4))


def test_lines_with_the_same_text_share_points_and_take_turns():
    subject = pool("ketama-ring", [1, 2, 1])
    for server in subject.servers[:2]:
        server.literal = "twin:80"
    assert shares(subject) == [0.222222, 0.444444, 0.333333]
    twins = [
        key
        for key, index in zip(KEYS, ketama_ring.place_keys(subject, ALL_UP, KEYS), strict=True)
        if index == 0
    ]
    assert picks(subject, 6, key=twins[0]) == "babbab"


def test_a_lone_server_and_an_empty_key():
    assert ketama_ring.place_keys(pool("ketama-ring", [1]), ALL_UP, [b""]) == [0]
    subject = pool("ketama-ring", [1, 1])
    assert picks(subject, 4, key=b"") == "abab"
    assert ketama_ring.place_keys(subject, ALL_UP, [b""]) == [None]
    assert picks(subject, 1, down("a", "b"), b"x") == "-"
    assert ketama_ring.exact_shares(subject, down("a", "b")) == [0, 0]


def test_a_huge_ring_is_not_laid_out():
    assert ketama_ring.exact_shares(pool("ketama-ring", [100_000, 1]), ALL_UP) is None
