"""What stands out and what differs, in sentences."""

from steelyard.cli.formats.picture.compare import compare
from steelyard.cli.formats.picture.remarks import differing, standing_out
from steelyard.core.record import replace
from tests.unit.cli.formats.picture.flows import even, flow, uneven


def said(found) -> list[str]:
    return [f"{remark.glyph} {remark.subject}: {remark.text}" for remark in found]


def differences(old, new, **options) -> list[str]:
    flows = [flow(old, **options), flow(new, **options)]
    return said(differing(flows, compare(flows)))


def test_the_worst_stands_first():
    pools = {
        "calm": even(3),
        "dark": {"a": None, "b": None},
        "one": {"a": 1.0, "b": 0.0},
        "part": {"a": 0.5, "b": 0.5, "c": 0.0},
        "none": {"a": 0.0},
    }
    assert said(standing_out(flow(pools))) == [
        "▲ pool one: a gets everything; b gets nothing",
        "✕ pool none: no server gets anything",
        "? pool dark: what its servers get is not known",
        "✕ pool part: c gets nothing",
    ]


def test_pools_that_nobody_reaches_are_one_sentence():
    made = flow({"a": even(1), "b": even(1)})
    for key in ("pool:a", "pool:b"):
        made.nodes[key] = replace(made.nodes[key], mark="unreached")
    assert said(standing_out(made)) == ["○ 2 pools: no listener leads to a and b"]


def test_a_spare_server_is_no_alarm():
    made = flow({"web": {"main": 1.0, "spare": 0.0}})
    key = "server:web/spare"
    made.nodes[key] = replace(made.nodes[key], mark="", words=("10.0.0.1:80", "backup"))
    (remark,) = standing_out(made)
    assert (remark.weight, remark.text) == ("", "main gets everything; spare in reserve")


def test_servers_that_change_alike_are_told_together():
    assert differences({"web": even(4)}, {"web": {"s0": 1.0, "s1": 0.0, "s2": 0.0}}) == [
        "≠ pool web: s0 25 % → 100 % (+75 pt); s1 and s2 25 % → 0 % (−25 pt); s3 gone (25 %)"
    ]


def test_a_pool_that_came_or_went_is_one_sentence():
    assert differences({"old": even(9)}, {"new": uneven(9)}) == [
        "− pool old: gone",
        "+ pool new: new",
    ]


def test_many_different_changes_are_cut_short():
    (text,) = differences({"web": even(20)}, {"web": uneven(20)})
    assert text.endswith("and 14 other changes")


def test_what_is_no_longer_known_is_said():
    (text,) = differences({"web": {"a": 1.0}}, {"web": {"a": None}})
    assert text == "≠ pool web: now not known; no longer exact in each window; a now not known"
