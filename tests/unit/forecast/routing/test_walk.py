"""The walk: what decides, what forks, what goes in circles."""

import pytest

from steelyard.core.exactness import Exactness
from steelyard.forecast.health import ALL_UP
from steelyard.forecast.routing.request import Request
from steelyard.forecast.routing.walk import MAX_FORKS, walk
from steelyard.model.conditions import ALWAYS, All, Match, Not
from steelyard.model.routing import (
    AddHeader,
    Call,
    Goto,
    OpaqueAction,
    Redirect,
    Reject,
    Respond,
    Restart,
    SetField,
    SetVariable,
    Switch,
    ToServer,
)
from steelyard.model.values import Apply, Field, Join, Literal, Opaque, Pattern
from tests.unit.forecast.routing.worlds import gateway, path_is, pool, route, to, unknown

GET = Request(target="/x?q=1", headers=(("Host", "shop.example"),))
UNKNOWN = Opaque("lua", "it is Lua")


def end(*routes, request=GET, **chains):
    return walk(gateway(*routes, **chains), request)


def test_the_first_route_that_holds_decides():
    assert end(to("b", path_is("/y")), to("a"), to("b")).pool == "a"


def test_a_chain_without_an_end_is_unknown():
    outcome = end(to("a", path_is("/y")))
    assert (outcome.kind, outcome.why) == ("unknown", "no route decides this request")


def test_an_unknown_condition_whose_ways_meet_again_decides():
    assert end(to("a", unknown()), to("a")).pool == "a"


def test_an_unknown_condition_whose_ways_part_is_unknown_and_says_where():
    outcome = end(to("b", unknown()), to("a"))
    assert outcome.kind == "unknown"
    assert "a.cfg:1" in outcome.why


def test_an_unknown_condition_matters_only_if_the_rest_of_the_conjunction_holds():
    assert end(to("b", All((unknown(), path_is("/y")))), to("a")).pool == "a"
    assert end(to("b", All((unknown(), path_is("/x")))), to("a")).kind == "unknown"


def test_changes_on_one_side_of_a_fork_stay_there():
    add = SetField("header", "X", Literal("1"))
    has_x = Match(Field("header", "x"), (Pattern("exact", "1"),))
    assert end(route(unknown(), add), to("b", has_x), to("a")).kind == "unknown"
    assert end(route(unknown(), add), to("b", Not(has_x)), to("b")).pool == "b"


def test_many_unknown_conditions_are_given_up():
    outcome = end(*[to("a", unknown()) for _ in range(MAX_FORKS + 2)], to("a"))
    assert outcome.kind == "unknown"


def test_call_comes_back_and_goto_does_not():
    assert end(route(ALWAYS, Call("side")), to("a"), side=[to("b", path_is("/y"))]).pool == "a"
    assert end(route(ALWAYS, Call("side")), to("a"), side=[to("b")]).pool == "b"
    left = end(route(ALWAYS, Goto("side")), to("a"), side=[to("b", path_is("/y"))])
    assert left.kind == "unknown"


def test_actions_after_a_call_in_the_same_route_are_left_out():
    outcome = end(route(ALWAYS, Call("side"), Reject(403)), to("a"), side=[])
    assert outcome.pool == "a"


@pytest.mark.parametrize("limit", [1, 10])
def test_restarts_are_counted(limit):
    outcome = end(route(ALWAYS, Restart("main", limit)))
    assert (outcome.kind, outcome.status) == ("reject", 500)


def test_a_restart_within_the_limit_sees_what_was_changed():
    moved = end(
        to("b", path_is("/moved")),
        route(ALWAYS, SetField("path", "", Literal("/moved")), Restart("main", 1)),
    )
    assert moved.pool == "b"
    assert moved.end is not None
    assert moved.end.target == "/moved?q=1"


def test_chains_that_call_one_another_for_ever_are_given_up():
    outcome = end(route(ALWAYS, Call("main")))
    assert (outcome.kind, outcome.why) == ("unknown", "chains call one another too deeply")
    assert end(route(ALWAYS, Goto("main"))).kind == "unknown"


def test_a_server_by_rule_unless_it_is_stopped():
    world = gateway(route(ALWAYS, ToServer("a", "s2")), to("a"))
    assert walk(world, GET).server == "s2"
    without = walk(world, GET, ALL_UP.without("a", "s2"))
    assert [choice.server.name for choice in without.servers] == ["s1"]
    world.pools["a"].servers[1].admin = "out"
    assert [choice.server.name for choice in walk(world, GET).servers] == ["s1"]


def test_a_drained_server_is_still_chosen_by_rule():
    world = gateway(route(ALWAYS, ToServer("a", "s2")), to("a"))
    world.pools["a"].servers[1].admin = "drain"
    assert walk(world, GET).server == "s2"


def test_a_server_by_rule_that_is_not_there_is_passed_over():
    assert end(route(ALWAYS, ToServer("a", "s9")), to("b")).pool == "b"


def test_switch():
    host = Field("host")
    cases = {"shop.example": "shop"}
    chains = {"shop": [to("a")], "rest": [to("b")]}
    other = Request(target="/", headers=(("Host", "other.example"),))
    assert end(route(ALWAYS, Switch(host, cases, "rest")), **chains).pool == "a"
    assert end(route(ALWAYS, Switch(host, cases, "rest")), request=other, **chains).pool == "b"
    assert (
        end(route(ALWAYS, Switch(host, cases, None)), to("b"), request=other, **chains).pool == "b"
    )
    assert end(route(ALWAYS, Switch(UNKNOWN, cases, "rest")), **chains).kind == "unknown"


def test_the_gateways_own_answers():
    location = Join((Literal("https://"), Field("host"), Field("target")))
    redirect = end(route(ALWAYS, Redirect(301, location)))
    assert (redirect.status, redirect.location) == (301, "https://shop.example/x?q=1")
    assert end(route(ALWAYS, Respond(204, "return"))).status == 204
    assert end(route(ALWAYS, Reject(None))).kind == "reject"


def test_an_action_that_is_not_understood():
    assert (
        end(route(ALWAYS, OpaqueAction("lua", "it is Lua", may_end=True)), to("a")).kind
        == "unknown"
    )
    touched = route(ALWAYS, OpaqueAction("lua", "it is Lua", touches=("path",)))
    harmless = end(touched, to("a"))
    assert harmless.pool == "a"
    assert any("lua" in sentence for sentence in harmless.assumptions)
    assert end(touched, to("b", path_is("/x")), to("a")).kind == "unknown"


def test_what_is_set_is_seen_later():
    has = Match(Field("header", "x"), (Pattern("exact", "2"),))
    add = (AddHeader("X", Literal("1")), AddHeader("x", Literal("2")))
    assert end(route(ALWAYS, *add), to("b", has), to("a")).pool == "b"
    replaced = (*add, SetField("header", "X", Literal("3")))
    assert end(route(ALWAYS, *replaced), to("b", has), to("a")).pool == "a"
    deleted = (*add, SetField("header", "X", None))
    exists = Match(Field("header", "x"), (Pattern("exists"),))
    assert end(route(ALWAYS, *deleted), to("b", exists), to("a")).pool == "a"


def test_what_is_set_to_an_unknown_value_is_unknown_until_it_is_set_again():
    seen = to("b", Match(Field("variable", "v"), (Pattern("exact", "1"),)))
    lost = route(ALWAYS, SetVariable("v", UNKNOWN))
    assert end(lost, seen, to("a")).kind == "unknown"
    assert end(lost, route(ALWAYS, SetVariable("v", Literal("1"))), seen, to("a")).pool == "b"
    header = to("b", Match(Field("header", "x"), (Pattern("exact", "1"),)))
    gone = route(ALWAYS, SetField("header", "X", UNKNOWN))
    assert end(gone, header, to("a")).kind == "unknown"
    path = route(ALWAYS, SetField("path", "", UNKNOWN))
    query = to("b", Match(Field("parameter", "q"), (Pattern("exact", "1"),)))
    assert end(path, query, to("a")).kind == "unknown"


def test_a_value_that_grows_without_end_becomes_unknown():
    double = SetVariable("v", Join((Field("variable", "v"), Field("variable", "v"))))
    start = route(ALWAYS, SetVariable("v", Literal("x" * 100)))
    seen = to("b", Match(Field("variable", "v"), (Pattern("contains", "y"),)))
    assert end(start, *[route(ALWAYS, double)] * 60, seen, to("a")).kind == "unknown"


def test_an_unknown_function_makes_the_value_unknown():
    seen = Match(Apply("rot13", Field("path")), (Pattern("exact", "/k"),))
    assert end(to("b", seen), to("a")).kind == "unknown"


def test_an_expression_that_takes_too_long_is_given_up():
    slow = Match(Field("path"), (Pattern("regex", r"^/(a+)+(a+)+(a+)+(a+)+$"),))
    request = Request(target="/" + "a" * 200 + "!")
    outcome = walk(gateway(to("b", slow), to("a")), request)
    assert outcome.kind == "unknown"


def test_where_the_request_arrives():
    world = gateway(to("a"))
    assert walk(world, Request(port=81)).why == "no listener is on port 81; there are 80"
    assert walk(world, Request(scheme="https")).kind == "pool"
    world.listeners[0].disabled = True
    assert walk(world, GET).why == "no listener accepts requests"


def test_a_pool_without_servers_answers_503():
    outcome = walk(
        gateway(to("a"), pools=(pool("a"),)), GET, ALL_UP.without("a", "s1").without("a", "s2")
    )
    assert (outcome.kind, outcome.status) == ("reject", 503)


def test_the_nth_request_of_a_rotation():
    world = gateway(to("a"))
    names = []
    for nth in range(1, 5):
        outcome = walk(world, GET, nth=nth)
        assert outcome.first is not None
        names.append(outcome.first.name)
        assert {choice.exactness for choice in outcome.servers} == {Exactness.ORDER}
        assert [choice.share for choice in outcome.servers] == [0.5, 0.5]
    assert names == ["s1", "s2", "s1", "s2"]
