"""A Forecast as a flow: what is known, what is drawn, and what that rests on."""

import pytest

from steelyard.core.place import NOWHERE, Place
from steelyard.forecast.flow import ALIKE, COUNTED, PROMISED, UNKNOWN, Flow, Weights
from steelyard.forecast.flowing import SPLIT, UNWEIGHED, flow_of
from steelyard.forecast.forecast import forecast
from steelyard.model.conditions import ALWAYS
from steelyard.model.gateway import Bind, Gateway, Listener
from steelyard.model.pool import Balance, Pool, Server
from steelyard.model.routing import Chain, Route, ToPool


def gateway(listeners: dict[str, list[str]], pools: dict[str, list[int | None]]) -> Gateway:
    """Listeners with the pools that they lead to; pools with the weights of their servers."""
    made = Gateway("x", "test", (1,))
    for name, led in listeners.items():
        bind = Bind("", 80, Place("a.cfg", 2))
        made.listeners.append(Listener(name, Place("a.cfg", 1), [bind], name))
        routes = [Route(ALWAYS, (ToPool(pool),), Place("a.cfg", 3), f"to {pool}") for pool in led]
        made.chains[name] = Chain(name, routes)
    for name, weights in pools.items():
        servers = [
            Server(f"s{index}", "10.0.0.1", 80 + index, Place("a.cfg", 9), weight, weight or 0)
            for index, weight in enumerate(weights)
        ]
        balance = Balance("smooth-rotation", "turns", NOWHERE)
        made.pools[name] = Pool(name, Place("a.cfg", 8), servers, balance)
    return made


def flow(
    listeners: dict[str, list[str]],
    pools: dict[str, list[int | None]],
    weights: Weights | None = None,
) -> Flow:
    return flow_of(forecast(gateway(listeners, pools)), weights)


def bases(made: Flow, source: str) -> set[str]:
    return {link.basis for link in made.links if link.source == source}


def test_without_a_log_pools_are_drawn_alike_and_that_is_said():
    made = flow({"www": ["a", "b"]}, {"a": [1, 3], "b": [1]})
    assert [made.nodes[f"pool:{name}"].amount for name in "ab"] == [0.5, 0.5]
    assert made.nodes["pool:a"].share is None
    assert bases(made, "listener:www") == {ALIKE}
    assert made.notes == [UNWEIGHED]
    shares = [
        (made.nodes[f"server:a/s{i}"].share, made.nodes[f"server:a/s{i}"].amount) for i in (0, 1)
    ]
    assert shares == [(0.25, 0.125), (0.75, 0.375)]
    assert bases(made, "pool:a") == {PROMISED}


def test_where_there_is_no_choice_nothing_is_guessed():
    made = flow({"www": ["a"]}, {"a": [1, 1]})
    assert bases(made, "listener:www") == {PROMISED}
    assert made.notes == []


def test_a_log_gives_the_widths():
    weights = Weights({"a": 60, "b": 20}, {"redirect 301": 20})
    made = flow({"www": ["a", "b"]}, {"a": [1], "b": [1]}, weights)
    assert made.weighed
    assert [made.nodes[f"pool:{name}"].share for name in "ab"] == [0.6, 0.2]
    assert made.nodes["end:redirect 301"].end
    assert made.nodes["end:redirect 301"].share == 0.2
    assert made.nodes["listener:www"].share == 1.0
    assert bases(made, "listener:www") == {COUNTED}
    assert made.notes == ["Weighed by 100 requests of a log, sent through this configuration."]


def test_a_log_that_does_not_name_the_listener_is_split_and_that_is_said():
    made = flow({"x": ["a"], "y": ["a", "b"]}, {"a": [1], "b": [1]}, Weights({"a": 8, "b": 2}))
    assert made.nodes["route:x:a"].amount == 0.4
    assert made.nodes["route:x:a"].share is None
    assert made.nodes["route:y:b"].share == 0.2
    assert made.nodes["pool:a"].share == 0.8
    assert made.notes[-1] == SPLIT


def test_a_log_by_listener_is_not_split():
    counts = {"x": {"a": 6.0}, "y": {"a": 2.0, "b": 2.0}}
    weights = Weights({"a": 8, "b": 2}, {}, counts)
    made = flow({"x": ["a"], "y": ["a", "b"]}, {"a": [1], "b": [1]}, weights)
    shares = [made.nodes[f"listener:{name}"].share for name in "xy"]
    assert shares == [pytest.approx(0.6), pytest.approx(0.4)]
    assert len(made.notes) == 1


def test_an_empty_log_is_no_division_by_nothing():
    made = flow({"x": ["a"]}, {"a": [1]}, Weights({}))
    assert made.nodes["pool:a"].amount == 0


def test_marks_say_what_is_remarkable():
    pools = {"one": [1, 0], "none": [0, 0], "lost": [1], "empty": []}
    made = flow({"www": ["one", "none", "empty"], "idle": []}, pools)
    marks = {key: node.mark for key, node in made.nodes.items() if node.mark}
    assert marks == {
        "listener:idle": "nowhere",
        "server:one/s0": "everything",
        "server:one/s1": "nothing",
        "pool:none": "nothing",
        "server:none/s0": "nothing",
        "server:none/s1": "nothing",
        "pool:lost": "unreached",
    }
    assert made.nodes["pool:empty"].words == ("no servers",)
    assert made.nodes["server:one/s1"].words == ("10.0.0.1:81", "weight 0")
    assert made.nodes["pool:lost"].amount == 0


def test_what_is_not_understood_is_unknown_all_the_way():
    described = gateway({"www": ["a"]}, {"a": [1, 1, 0]})
    described.pools["a"].unknown.append("a setting nobody knows")
    made = flow_of(forecast(described))
    assert made.nodes["pool:a"].mark == "unknown"
    assert {node.mark for node in made.column("server")} == {"unknown"}
    drawn = [link for link in made.links if link.source == "pool:a"]
    assert [link.basis for link in drawn] == [UNKNOWN] * 3
    assert sum(link.amount for link in drawn) == pytest.approx(1)


def test_listeners_that_share_a_chain_are_one():
    described = gateway({"x": ["a"], "y": []}, {"a": [1]})
    described.listeners[1].entry = "x"
    described.listeners[1].binds = [Bind("::1", 443, NOWHERE, tls=True, entry="x")]
    (listener,) = flow_of(forecast(described)).column("listener")
    assert listener.name == "*:80"
    assert listener.words == ("*:80, [::1]:443 TLS", "2 servers by name")
    assert listener.details == ("x", "y")


def test_a_disabled_listener_is_left_out():
    described = gateway({"x": ["a"], "y": ["a"]}, {"a": [1]})
    described.listeners[1].disabled = True
    assert len(flow_of(forecast(described)).column("listener")) == 1


def test_servers_of_one_name_are_told_apart():
    described = gateway({"x": ["a"]}, {"a": [1, 1]})
    described.pools["a"].servers[1].name = "s0"
    made = flow_of(forecast(described))
    assert [node.key for node in made.column("server")] == ["server:a/s0", "server:a/s0#2"]
    assert sum(link.amount for link in made.links if link.source == "pool:a") == 1


def test_many_routes_to_a_pool_are_one_node():
    described = gateway({"x": ["a"]}, {"a": [1]})
    action = (ToPool("a"),)
    described.chains["x"].routes = [
        Route(ALWAYS, action, Place("a.cfg", line), f"line {line}") for line in range(1, 31)
    ]
    made = flow_of(forecast(described))
    node = made.nodes["route:x:a"]
    assert (node.name, node.words) == ("line 1", ("and 29 more routes",))
    assert node.details[0] == "line 1 (a.cfg:1)"
    assert node.details[-1] == "and 10 more"
