"""The Forecast of a gateway: who reaches what."""

from steelyard.core.place import NOWHERE
from steelyard.forecast.forecast import forecast, reachable_pools
from steelyard.model.conditions import Always
from steelyard.model.gateway import Gateway, Listener
from steelyard.model.pool import Balance, Pool, Server
from steelyard.model.routing import (
    Action,
    Call,
    Chain,
    Goto,
    Redirect,
    Restart,
    Route,
    Switch,
    ToPool,
    ToServer,
)
from steelyard.model.values import Field, Literal


def gateway(chains: dict[str, list[Action]], pools: str) -> Gateway:
    made = Gateway("x", "test", (1,))
    for name, actions in chains.items():
        made.chains[name] = Chain(name, [Route(Always(), (action,)) for action in actions])
    for name in pools:
        servers = [Server("s", "10.0.0.1", 80, NOWHERE)]
        made.pools[name] = Pool(name, NOWHERE, servers, Balance("single", "", NOWHERE))
    return made


def listen(made: Gateway, name: str, entry: str) -> Listener:
    listener = Listener(name, NOWHERE, [], entry)
    made.listeners.append(listener)
    return listener


def test_every_kind_of_move_is_followed_in_order():
    made = gateway(
        {
            "in": [Call("a"), ToServer("p", "s"), Switch(Field("host"), {"x": "b", "y": "c"}, "d")],
            "a": [ToPool("q")],
            "b": [Redirect(301, Literal("/")), Restart("e")],
            "c": [Goto("missing"), ToPool("r")],
            "d": [ToPool("t"), ToPool("nowhere")],
            "e": [ToPool("u"), Goto("in")],
        },
        "pqrtuv",
    )
    assert reachable_pools(made, "in") == ["q", "p", "u", "r", "t"]
    listen(made, "web", "in")
    promise = forecast(made)
    assert promise.reached == {"web": ["q", "p", "u", "r", "t"]}
    assert promise.unreached == ["v"]
    assert promise.pools["p"].share_of("s") == 1


def test_a_pools_own_chain_is_followed():
    made = gateway({"in": [ToPool("p")], "rules of p": [ToPool("q")]}, "pq")
    made.pools["p"].chain = "rules of p"
    assert reachable_pools(made, "in") == ["p", "q"]


def test_disabled_listeners_and_listeners_of_one_name():
    made = gateway({"one": [ToPool("p")], "two": [ToPool("q"), ToPool("p")]}, "pq")
    listen(made, "web", "one")
    listen(made, "web", "two")
    listen(made, "off", "two").disabled = True
    promise = forecast(made)
    assert promise.reached == {"web": ["p", "q"], "off": []}
    assert promise.unreached == []


def test_a_long_line_of_chains_needs_no_recursion():
    chains: dict[str, list[Action]] = {str(n): [Goto(str(n + 1))] for n in range(20_000)}
    chains["20000"] = [ToPool("p")]
    assert reachable_pools(gateway(chains, "p"), "0") == ["p"]
