"""What is small is grouped, what is remarkable is kept, nothing is lost."""

import pytest

from steelyard.cli.formats.picture.condense import Limits, condense, is_group
from steelyard.forecast.flow import Flow
from tests.unit.cli.formats.picture.flows import even, flow, uneven


def names(made: Flow, column: str) -> list[str]:
    return [node.name for node in made.column(column)]


def test_what_fits_stays_as_it_is():
    made = flow({"web": even(2), "api": uneven(5)})
    assert condense([made]) == [made]


def test_servers_that_get_the_same_are_put_together():
    servers = {**even(199), "dead": 0.0}
    (made,) = condense([flow({"web": servers})])
    group, dead = made.column("server")
    assert (group.name, group.words[0]) == ("199 servers", "0.5 % each")
    assert group.share == pytest.approx(1)
    assert (dead.name, dead.mark) == ("dead", "nothing")


def test_the_least_of_a_pool_are_put_together():
    (made,) = condense([flow({"web": uneven(30)})])
    shown = made.column("server")
    assert len(shown) == 8
    assert shown[-1].name == "s29"
    rest = next(node for node in shown if is_group(node))
    assert rest.name == "23 more servers"
    assert rest.words[0] == "59.4 % together"


def test_hundreds_of_pools_become_forty():
    pools = {f"p{index}": even(7) for index in range(300)}
    weights = dict.fromkeys(pools, 0.0001) | {"p0": 1 - 299 * 0.0001}
    (made,) = condense([flow(pools, weights=weights)])
    assert len(made.column("pool")) == 40
    assert len(made.column("route")) <= 60
    assert names(made, "pool")[0] == "p0"
    assert "and 261 more pools" in names(made, "pool")
    rest = next(node for node in made.column("pool") if is_group(node))
    assert rest.words == ("2.6 % together",)


def test_a_pool_that_is_remarkable_is_not_put_away():
    pools = {f"p{index}": even(2) for index in range(100)} | {"odd": {"a": 1.0, "b": 0.0}}
    (made,) = condense([flow(pools)])
    assert "odd" in names(made, "pool")


def test_all_traffic_is_still_there():
    made = flow({f"p{index}": uneven(9) for index in range(90)}, listeners=tuple("abc"))
    (shown,) = condense([made], Limits(2, 9, 9, 20))
    for column in ("listener", "route", "pool", "server"):
        assert sum(node.amount for node in shown.column(column)) == pytest.approx(1)
    ends = [(link.source, link.target) for link in shown.links]
    assert len(set(ends)) == len(ends)
    assert all(key in shown.nodes for pair in ends for key in pair)


def test_of_two_flows_what_is_the_same_is_put_away_sooner():
    pools = {f"p{index}": even(2) for index in range(30)}
    shown = condense([flow(pools), flow({**pools, "p29": {"s0": 1.0, "s1": 0.0}})])
    for made in shown:
        assert len(made.column("pool")) == 12
        assert "p29" in names(made, "pool")


def test_two_flows_are_condensed_alike_and_changes_are_kept():
    before = flow({"web": uneven(40)})
    after = flow({"web": {**uneven(40), "s0": 0.0}})
    shown = condense([before, after])
    assert [set(each.nodes) for each in shown] == [set(shown[0].nodes)] * 2
    assert "s0" in names(shown[1], "server")
