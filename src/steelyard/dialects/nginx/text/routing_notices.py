"""Traps of routing that only NGINX's own text shows: names, servers, variables."""

from steelyard.core.place import Place
from steelyard.dialects.nginx.text.locations_notices import notice_locations
from steelyard.dialects.nginx.text.maps import sort_map
from steelyard.dialects.nginx.text.maps_split import hundredths
from steelyard.dialects.nginx.text.mentions import mentions
from steelyard.dialects.nginx.text.names import ServerBlock, Socket
from steelyard.dialects.nginx.text.notices import rejected
from steelyard.dialects.nginx.text.rewrites_loops import notice_loops
from steelyard.dialects.nginx.text.routing_level import shorten
from steelyard.dialects.nginx.text.routing_plan import Plan
from steelyard.dialects.nginx.text.routing_room import Room
from steelyard.dialects.nginx.text.syntax import Directive, expanded
from steelyard.dialects.nginx.text.variables import references
from steelyard.model.notice import Notice

_CATCH_ALL = frozenset({"", "_", "-", "--", "!@#", "localhost", "default", "invalid"})
_INTERPOLATED = {
    "proxy_pass": (1,),
    "fastcgi_pass": (1,),
    "uwsgi_pass": (1,),
    "scgi_pass": (1,),
    "grpc_pass": (1,),
    "memcached_pass": (1,),
    "set": (2,),
    "return": (1, 2),
    "rewrite": (2,),
    "proxy_set_header": (2,),
    "hash": (1,),
    "map": (1,),
    "split_clients": (1,),
    "add_header": (2,),
    "root": (1,),
    "alias": (1,),
}
"""Which words of which directives NGINX reads variables from when it starts."""


def notice_names(
    room: Room, socket: Socket, conflicts: list[tuple[str, Place, Place, ServerBlock]]
) -> None:
    """Names that are lost, and hosts that no name covers."""
    own: dict[int, set[Place]] = {}
    for name, place, winner, server in conflicts:
        if id(server) not in own:
            own[id(server)] = {at for _, at in server.names()}
        if winner in own[id(server)]:
            continue
        room.notice(
            Notice(
                "routing/duplicate-server-name",
                place,
                server.listener.name,
                f"The server name {name!r} stands in two server blocks on {socket.label}.",
                f"NGINX warns and ignores this one: requests for {name!r} go to the server "
                f"block at line {winner.line}, none of them to this one.",
                "Remove the name from one of the two server blocks.",
                ((winner, "the one that gets the requests"),),
            )
        )
    servers = socket.servers()
    if len(servers) < 2 or any(bind.default for _, bind in socket.members):
        return
    first = servers[0]
    if any(name in _CATCH_ALL or name.startswith("~") for name, _ in first.names()):
        return
    room.notice(
        Notice(
            "routing/unknown-host",
            first.level.place,
            first.listener.name,
            f"No server block on {socket.label} is marked default_server.",
            "A request for a host that no server_name covers goes to the first server block "
            f"of the text, {first.listener.name}; moving blocks or files changes which that is.",
            "Add a server block with 'listen ... default_server' that answers unknown hosts, "
            "for example with return 444.",
        )
    )


def notice_plan(plan: Plan) -> None:
    """What one server block shows."""
    _return_before_locations(plan)
    notice_locations(plan)
    notice_loops(plan)


def _return_before_locations(plan: Plan) -> None:
    """A ``return`` at server level ends every request before a location is looked for."""
    returns = plan.level.own.get("return")
    locations = plan.level.own.get("location")
    if not returns or not locations:
        return
    place = returns[0].place()
    count = len(locations)
    which = "its location" if count == 1 else f"its {count} locations"
    plan.room.notice(
        Notice(
            "routing/return-before-locations",
            place,
            plan.label.rstrip(":"),
            f"'{shorten(returns[0])}' stands at server level, beside {which}.",
            "It answers every request before a location is looked for: the locations of this "
            "server block never get one.",
            "Move the return into 'location / { ... }'.",
            ((locations[0].place(), "a location that is never reached"),),
        )
    )


def notice_variables(room: Room, block: Directive) -> None:
    """Variables that do not exist, and maps that leave a pool's name empty."""
    stock = not any(name.startswith(("lua_", "init_by_lua")) for name in _names(block))
    feeding: dict[str, Directive] = {}
    definitions: dict[str, Directive] = {}
    sets: dict[str, list[Directive]] = {}
    for directive in mentions(block):
        name = directive.words[0]
        if stock:
            _unknown(room, directive)
        if name.endswith("_pass"):
            for used in references(" ".join(directive.words[1:2])):
                feeding.setdefault(used, directive)
        elif name in ("map", "split_clients") and directive.body is not None:
            definitions[directive.words[-1].lstrip("$").lower()] = directive
        elif name == "set" and len(directive.words) == 3:
            sets.setdefault(directive.words[1].lstrip("$").lower(), []).append(directive)
    for name in list(feeding):
        for directive in sets.get(name, ()):
            for used in references(directive.words[2]):
                feeding.setdefault(used, feeding[name])
    for name, directive in feeding.items():
        definition = definitions.get(name)
        if definition is not None and room.scope.definitions[name].kind == definition.words[0]:
            _gaps(room, definition, directive)


def _names(block: Directive) -> set[str]:
    return {directive.words[0] for directive in expanded(block.body or [])}


def _unknown(room: Room, directive: Directive) -> None:
    """A variable that nothing defines: ``nginx -t`` says ``unknown "x" variable``."""
    for index in _INTERPOLATED.get(directive.words[0], ()):
        if index >= len(directive.words) or "$" not in directive.words[index]:
            continue
        for name in references(directive.words[index]):
            if not room.scope.knows(name):
                message = f'The variable "${name}" in "{shorten(directive)}" is defined nowhere.'
                remedy = "Correct the name, or define it with map, geo, set or a named group."
                place = directive.place(index)
                room.notice(rejected(place, f"${name}", message, remedy))


def _gaps(room: Room, definition: Directive, used: Directive) -> None:
    """A map or split that gives an empty name to some requests."""
    name = definition.words[-1]
    place = definition.place()
    related = ((used.place(), f"where {name} chooses the server"),)
    if definition.words[0] == "map":
        if sort_map(definition).default is not None:
            return
        room.notice(
            Notice(
                "routing/map-without-default",
                place,
                name,
                f"The map of {name} has no default, and {name} chooses the server of "
                f"'{shorten(used)}'.",
                "A request that matches no entry gets an empty name: NGINX answers 500.",
                "Add a 'default' line that names a pool.",
                related,
            )
        )
        return
    lines = [line for line in expanded(definition.body or []) if len(line.words) == 2]
    if any(line.words[0] == "*" for line in lines):
        return
    total = sum(hundredths(line.words[0]) or 0 for line in lines)
    if total >= 10000:
        return
    room.notice(
        Notice(
            "routing/split-gap",
            place,
            name,
            f"The parts of split_clients {name} add up to {total / 100:g} % without a '*' line.",
            f"{(10000 - total) / 100:g} % of the keys get an empty name in '{shorten(used)}': "
            "NGINX answers 500.",
            "Write '*' instead of the last percentage.",
            related,
            {"missing": (10000 - total) / 10000},
        )
    )
