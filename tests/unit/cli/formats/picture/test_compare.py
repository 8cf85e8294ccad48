"""What grew, shrank, appeared, vanished."""

from steelyard.cli.formats.picture.compare import GONE, LESS, MORE, NEW, OTHER, Change, compare
from steelyard.core.record import replace
from tests.unit.cli.formats.picture.flows import flow

OLD = {"web": {"a": 0.5, "b": 0.5}, "old": {"x": 1.0}}
NEW_ONE = {"web": {"a": 0.75, "b": 0.25}, "fresh": {"y": 1.0}}


def test_one_flow_has_no_changes():
    assert compare([flow(OLD)]).nodes == {}


def test_the_same_twice_has_no_changes():
    changes = compare([flow(OLD), flow(OLD)])
    assert (changes.nodes, changes.links) == ({}, {})


def test_shares_that_moved_and_things_that_came_and_went():
    changes = compare([flow(OLD), flow(NEW_ONE)])
    assert changes.nodes["server:web/a"] == Change(MORE, 0.5, 0.75)
    assert changes.nodes["server:web/b"] == Change(LESS, 0.5, 0.25)
    assert changes.nodes["pool:old"].kind == GONE
    assert changes.nodes["server:old/x"] == Change(GONE, 1.0, None)
    assert changes.nodes["pool:fresh"].kind == NEW
    assert changes.links["pool:web", "server:web/a"] == MORE
    assert changes.links["listener:www", "route:www:fresh"] == NEW
    assert ("listener:www", "route:www:web") not in changes.links


def test_amounts_count_only_where_logs_say_them():
    weights = ({"web": 0.9, "api": 0.1}, {"web": 0.5, "api": 0.5})
    pools = {"web": {"a": 1.0}, "api": {"b": 1.0}}
    changes = compare([flow(pools, weights=each) for each in weights])
    assert changes.nodes["pool:web"] == Change(LESS, 0.9, 0.5)
    assert changes.links["route:www:api", "pool:api"] == MORE
    assert "server:web/a" not in changes.nodes


def test_a_share_that_is_no_longer_known_is_a_change():
    changes = compare([flow({"web": {"a": 1.0}}), flow({"web": {"a": None}})])
    assert changes.nodes["server:web/a"].kind == OTHER


def test_a_route_that_only_moved_to_another_line_is_the_same():
    before, after = flow(OLD), flow(OLD)
    key = "route:www:web"
    for made, line in ((before, 3), (after, 9)):
        details = (f"use web (a.cfg:{line})", f"default web (a.cfg:{line + 1})")
        made.nodes[key] = replace(made.nodes[key], details=details)
    assert compare([before, after]).nodes == {}
    after.nodes[key] = replace(after.nodes[key], details=("use web if x (a.cfg:3)",))
    assert compare([before, after]).nodes[key].kind == OTHER
