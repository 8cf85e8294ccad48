"""NGINX ip_hash."""

import ipaddress

import pytest

from steelyard.forecast.balancing import address_walk
from steelyard.forecast.health import ALL_UP
from tests.unit.forecast.balancing.pools import down, picks, pool, shares

ADDRESSES = [ipaddress.IPv4Address(number * 2789 * 256).packed for number in range(6000)]
LONG = [ipaddress.IPv6Address(0x2001 << 112 | number).packed for number in range(200)]


def test_one_network_goes_together():
    subject = pool("address-walk", [1, 1, 1])
    first, other = (ipaddress.IPv4Address(text).packed for text in ("10.1.2.3", "10.1.2.250"))
    assert picks(subject, 1, key=first) == picks(subject, 1, key=other)


@pytest.mark.parametrize("dead", [(), ("b",)])
def test_run_and_array_agree(dead: tuple[str, ...]):
    subject = pool("address-walk", [1, 5, 2])
    keys = ADDRESSES[:300] + LONG
    run = address_walk.start(subject, down(*dead))
    assert run is not None
    chosen = [run.pick(key) for key in keys]
    placed = address_walk.place_keys(subject, down(*dead), keys)
    assert chosen == [subject.servers[index or 0] for index in placed]


def test_shares_are_what_networks_meet():
    subject = pool("address-walk", [1, 5, 2])
    placed = address_walk.place_keys(subject, down("c"), ADDRESSES)
    for index, share in enumerate(shares(subject, down("c"))):
        assert placed.count(index) / len(ADDRESSES) == pytest.approx(share, abs=0.02)


def test_heavy_weights_cut_later_servers_off():
    """The hash has 6271 values: beyond them nobody is ever met."""
    subject = pool("address-walk", [6271, 1000])
    found = address_walk.spread(subject, ALL_UP)
    assert found.shares == [1, 0]
    assert any("6271" in text for text in found.assumptions)
    assert picks(subject, 1, key=bytes(4)) == "a"


def test_a_request_without_address_rotates():
    assert picks(pool("address-walk", [1, 1]), 4) == "abab"
