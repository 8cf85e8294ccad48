"""Two looks compared: what was counted in between, and what is no traffic."""

import pytest

from steelyard.dialects.difference import difference
from steelyard.dialects.runtime import Counters, PoolState, ServerState, Snapshot


def look(
    at: float, *, epoch: str = "1", generation: str = "", uptime: float | None = None, **pools
):
    """A snapshot of pools given as {server: requests}."""
    found = Snapshot(at, generation or epoch, epoch, uptime)
    for name, servers in pools.items():
        total = Counters(requests=sum(servers.values()), chosen=sum(servers.values()))
        states = {one: ServerState(one, Counters(count, count)) for one, count in servers.items()}
        found.pools[name] = PoolState(name, total, states)
    return found


def test_requests_in_between_are_counted():
    found = difference(look(1, web={"a": 10, "b": 5}), look(3.5, web={"a": 14, "b": 5}))
    assert (found.seconds, found.reset, found.reloaded) == (2.5, "", False)
    assert found.servers == {("web", "a"): Counters(4, 4), ("web", "b"): Counters(0, 0)}
    assert found.pools == {"web": Counters(4, 4)}


def test_another_epoch_is_a_reset_even_when_counters_are_larger():
    found = difference(look(1, web={"a": 10}), look(2, epoch="2", web={"a": 90}))
    assert found.reloaded
    assert found.reset
    assert found.servers == {("web", "a"): "reset"}
    assert found.pools == {"web": "reset"}


def test_a_reload_whose_counters_live_on_is_no_reset():
    found = difference(look(1, web={"a": 10}), look(2, generation="2", web={"a": 12}))
    assert (found.reloaded, found.reset) == (True, "")
    assert found.servers == {("web", "a"): Counters(2, 2)}


def test_cleared_counters_reset_everything():
    before = look(1, web={"a": 10}, api={"x": 1})
    found = difference(before, look(2, web={"a": 2}, api={"x": 3}))
    assert "pool web went back" in found.reset
    assert set(found.servers.values()) == {"reset"}


def test_a_younger_program_is_a_reset():
    found = difference(look(1, uptime=50, web={"a": 1}), look(2, uptime=0, web={"a": 9}))
    assert "less time" in found.reset


def test_a_server_added_anew_is_a_reset_of_its_own():
    before, after = look(1, web={"a": 10, "b": 10}), look(2, web={"a": 3, "b": 20})
    after.pools["web"].total = Counters(33, 33)
    found = difference(before, after)
    assert found.reset == ""
    assert found.servers == {("web", "a"): "reset", ("web", "b"): Counters(10, 10)}


def test_new_servers_and_pools_count_from_zero_and_gone_ones_not_at_all():
    found = difference(look(1, web={"a": 1}), look(2, web={"b": 3}, api={"x": 2}))
    assert found.servers == {("web", "b"): Counters(3, 3), ("api", "x"): Counters(2, 2)}


def test_a_pool_that_was_not_asked_for_before_is_left_out():
    before = look(1, web={"a": 1})
    before.partial = True
    assert difference(before, look(2, web={"a": 2}, api={"x": 2})).pools == {"web": Counters(1, 1)}


def test_looks_in_the_wrong_order_are_our_mistake():
    with pytest.raises(ValueError, match="earlier"):
        difference(look(2), look(1))
