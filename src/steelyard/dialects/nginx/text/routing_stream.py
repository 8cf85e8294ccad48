"""Routing of ``stream``: each server block passes a connection to one name.

ngx_stream_proxy_module.c: the name is an upstream block or an address; with
variables it is chosen for each connection.
"""

from steelyard.core.place import Place
from steelyard.dialects.nginx.text.routing_access import access_routes
from steelyard.dialects.nginx.text.routing_level import Level, level_of, shorten
from steelyard.dialects.nginx.text.routing_pass import passing_routes
from steelyard.dialects.nginx.text.routing_plan import Passing, Plan
from steelyard.dialects.nginx.text.routing_room import Room, always
from steelyard.dialects.nginx.text.syntax import Directive
from steelyard.dialects.nginx.text.variables import read_value
from steelyard.model.gateway import Listener
from steelyard.model.routing import OpaqueAction, Reject, Respond, Route, SetVariable


def lower_stream(room: Room, block: Directive, listeners: "dict[Place, Listener]") -> None:
    """The chains of all server blocks of a ``stream`` block."""
    outer = level_of(block)
    for item in outer.own.get("server", ()):
        listener = listeners.get(item.place())
        if item.body is None or listener is None:
            continue
        level = level_of(item, outer)
        chain = room.chain(f"server {listener.name}", level.place)
        plan = Plan(room, level, room.scope, f"{listener.name}:", chain.name, chain.name)
        listener.entry = chain.name
        for directive in level.own.get("set", ()):
            if len(directive.words) == 3:
                value = read_value(directive.words[2], room.scope, directive.place())
                name = directive.words[1].lstrip("$").lower()
                action = SetVariable(name, value)
                chain.routes.append(always(action, directive.place(), shorten(directive), "set"))
        chain.routes += access_routes(plan, level)
        _content(plan, level, chain.routes)


def _content(plan: Plan, level: Level, routes: list[Route]) -> None:
    """``proxy_pass``, ``return`` or ``pass``."""
    directive = level.first("proxy_pass")
    if directive is not None and len(directive.words) > 1:
        routes += passing_routes(Passing(plan, None, level, directive, False))
        return
    directive = level.first("return")
    if directive is not None:
        answer = Respond(None, "return")
        routes.append(always(answer, directive.place(), shorten(directive), "return"))
        return
    directive = level.first("pass")
    if directive is not None:
        opaque = OpaqueAction(shorten(directive), "it goes on at another listener", may_end=True)
        routes.append(always(opaque, directive.place(), shorten(directive), "pass"))
        return
    none = Reject(None, "no handler for this server")
    routes.append(always(none, level.place, "server", "server"))
