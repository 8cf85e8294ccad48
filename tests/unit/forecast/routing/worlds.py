"""Small gateways made by hand, for walks."""

from steelyard.core.place import Place
from steelyard.forecast.health import ALL_UP
from steelyard.forecast.routing.request import Request
from steelyard.forecast.routing.state import State
from steelyard.model.conditions import ALWAYS, Condition, Match, OpaqueCondition
from steelyard.model.gateway import Bind, Gateway, Listener
from steelyard.model.pool import Balance, Pool, Server
from steelyard.model.routing import Action, Chain, Route, ToPool
from steelyard.model.values import Field, Pattern

HERE = Place("a.cfg", 1)


def pool(name: str, *servers: str, **changes: object) -> Pool:
    """A pool of equal servers in rotation."""
    members = [
        Server(server, f"10.0.0.{number}", 80, HERE, id=number)
        for number, server in enumerate(servers or ("s1", "s2"), 1)
    ]
    made = Pool(name, HERE, members, Balance("fair-rotation", "roundrobin", HERE))
    for key, value in changes.items():
        setattr(made, key, value)
    return made


def route(condition: Condition, *actions: Action, line: int = 1) -> Route:
    """A step of a chain."""
    return Route(condition, actions, Place("a.cfg", line), f"line {line}", "use_backend")


def to(name: str, condition: Condition = ALWAYS) -> Route:
    """A step that ends in a pool."""
    return route(condition, ToPool(name))


def path_is(text: str) -> Match:
    """The path is this."""
    return Match(Field("path"), (Pattern("exact", text),))


def unknown(text: str = "lua") -> OpaqueCondition:
    """A condition that nobody understands."""
    return OpaqueCondition(text, "it is Lua")


def gateway(*routes: Route, pools: tuple[Pool, ...] = (), **chains: list[Route]) -> Gateway:
    """A gateway with one listener on port 80 whose chain is ``main``."""
    found = Gateway("a.cfg", "haproxy", (2, 6))
    found.listeners.append(Listener("front", HERE, [Bind("", 80, HERE)], "main", "frontend"))
    found.chains["main"] = Chain("main", list(routes))
    for name, steps in chains.items():
        found.chains[name] = Chain(name, steps)
    for one in pools or (pool("a"), pool("b")):
        found.pools[one.name] = one
    return found


def state(request: Request, world: Gateway | None = None) -> State:
    """The state at the start of a walk."""
    return State(
        world or gateway(),
        ALL_UP,
        request,
        request.method,
        request.target,
        list(request.headers),
        request.source,
    )
