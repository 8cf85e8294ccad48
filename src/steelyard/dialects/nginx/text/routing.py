"""Routing: from server blocks to chains of routes.

Every socket gets a chain that chooses the server block by host (`names`), every
server block one for its rewrites and one for its location search (`locations`,
`rewrites`, `routing_content`).
"""

from steelyard.core.place import Place
from steelyard.core.source import SourceTree
from steelyard.dialects.nginx.text.mentions import every, mentions
from steelyard.dialects.nginx.text.names import (
    ServerBlock,
    Socket,
    fill_handshake,
    fill_socket,
    rejects,
    sockets_of,
)
from steelyard.dialects.nginx.text.routing_level import level_of
from steelyard.dialects.nginx.text.routing_notices import (
    notice_names,
    notice_plan,
    notice_variables,
)
from steelyard.dialects.nginx.text.routing_room import Room
from steelyard.dialects.nginx.text.routing_server import lower_server
from steelyard.dialects.nginx.text.routing_stream import lower_stream
from steelyard.dialects.nginx.text.routing_targets import possible_texts
from steelyard.dialects.nginx.text.syntax import Directive
from steelyard.dialects.nginx.text.tree import Configuration
from steelyard.dialects.nginx.text.variables import read_value, references
from steelyard.dialects.nginx.text.variables_scope import collect, named_variables
from steelyard.model.conditions import ALWAYS, Match
from steelyard.model.gateway import Bind, Gateway, Listener, Named
from steelyard.model.routing import Chain, Goto, Route
from steelyard.model.values import Field, Pattern


def build_routing(configuration: Configuration, gateway: Gateway, tree: SourceTree) -> None:
    """Fills chains, entries, named things and notices of a gateway.

    The listeners must stand already; a server block is known by its place.
    ``tree`` is not read: every file that takes part has been included.
    """
    listeners = {listener.place: listener for listener in gateway.listeners}
    for block in configuration.blocks("http"):
        _build_http(block, gateway, configuration, listeners)
    for block in configuration.blocks("stream"):
        room = _room(block, gateway, configuration, "stream")
        lower_stream(room, block, listeners)
        notice_variables(room, block)
        gateway.named += named_variables(block, room.scope)


def _build_http(
    block: Directive,
    gateway: Gateway,
    configuration: Configuration,
    listeners: dict[Place, Listener],
) -> None:
    """One ``http`` block."""
    room = _room(block, gateway, configuration, "http")
    outer = level_of(block)
    servers = [
        ServerBlock(listeners[item.place()], level_of(item, outer))
        for item in outer.own.get("server", ())
        if item.body is not None and item.place() in listeners
    ]
    for server in servers:
        plan = lower_server(room, server)
        notice_plan(plan)
        targets = _named_targets(server.level.directive) if plan.group.named else []
        for name, location in plan.group.named.items():
            uses = [place for used, place in targets if used == name]
            gateway.named.append(Named("location", name, location.place, uses))
    sockets = sockets_of(servers)
    _fill_sockets(room, sockets)
    binds: dict[ServerBlock, list[tuple[Socket, Bind]]] = {server: [] for server in servers}
    for socket in sockets:
        for server, bind in socket.members:
            bind.entry = socket.chain
            binds[server].append((socket, bind))
    for server in servers:
        server.listener.entry = _entry(room, server, binds[server])
    notice_variables(room, block)
    gateway.named += named_variables(block, room.scope)


def _named_targets(server: Directive) -> list[tuple[str, Place]]:
    """Where a server block's directives lead to named locations."""
    return [
        (item.words[-1], item.place(len(item.words) - 1))
        for item in every(server.body or [])
        if item.words[0] in ("try_files", "error_page") and item.words[-1].startswith("@")
    ]


def _room(block: Directive, gateway: Gateway, configuration: Configuration, protocol: str) -> Room:
    """What the lowering of a block starts from."""
    scope = collect(block, protocol)
    if protocol == "http":
        scope.overrides["server_name"] = Field("variable", "server_name")
    room = Room(gateway, scope, configuration.version)
    sets: dict[str, list[Directive]] = {}
    for directive in mentions(block):
        name = directive.words[0]
        if name == "upstream" and len(directive.words) > 1:
            room.upstreams.setdefault(directive.words[1].lower(), directive.words[1])
        elif name == "internal":
            room.has_internal = True
        elif name == "set" and len(directive.words) == 3:
            target = directive.words[1].lstrip("$").lower()
            sets.setdefault(target, []).append(directive)
            room.copies.setdefault(target, []).extend(references(directive.words[2]))
    room.has_moves = any(_breaks(server) for server in block.named("server"))
    _learn_sets(room, sets)
    return room


def _breaks(server: Directive) -> bool:
    """Whether a rewrite at server level has the flag ``break``."""
    bodies = [server, *server.named("if")]
    return any(item.words[3:] == ["break"] for body in bodies for item in body.named("rewrite"))


def _learn_sets(room: Room, sets: dict[str, list[Directive]]) -> None:
    """The texts that ``set`` may give each variable; three rounds for chains of them."""
    for _ in range(3):
        for name, directives in sets.items():
            found: set[str] | None = {""}
            for directive in directives:
                value = read_value(directive.words[2], room.scope, directive.place())
                texts = possible_texts(room, value)
                found = None if found is None or texts is None else found | texts
            room.assigned[name] = found
    named = room.scope.assigned.keys() - sets.keys()
    for name in named:
        room.assigned.pop(name, None)


def _fill_sockets(room: Room, sockets: list[Socket]) -> None:
    """One chain for each different set of server blocks on a socket."""
    known: dict[tuple[object, ...], str] = {}
    for socket in sockets:
        own = rejects(socket)
        key = (own, *(id(server) for server in socket.servers()), id(socket.default()))
        if key in known:
            socket.chain = known[key]
            continue
        chain = room.chain(f"socket {socket.label}", socket.members[0][1].place)
        socket.chain = known[key] = chain.name
        if own:
            chain = _behind_handshake(room, socket, chain)
        conflicts = fill_socket(socket, chain)
        notice_names(room, socket, conflicts)


def _behind_handshake(room: Room, socket: Socket, chain: Chain) -> Chain:
    """Fills the chain with what TLS decides; the one that goes on after it."""
    place = chain.place
    behind = room.chain(f"socket {socket.label} after TLS", place)

    def closed() -> Chain:
        return room.chain(f"socket {socket.label} refuses TLS", place)

    fill_handshake(socket, chain, behind.name, closed)
    return behind


def _entry(room: Room, server: ServerBlock, mine: list[tuple[Socket, Bind]]) -> str:
    """The chain that a request starts in at a listener: its socket's.

    With several sockets that differ, the address and port decide first.
    """
    chains = list(dict.fromkeys(socket.chain for socket, _ in mine))
    if len(chains) < 2:
        return chains[0] if chains else server.chain
    chain = room.chain(f"sockets of {server.listener.name}", server.level.place)
    for socket, bind in sorted(mine, key=lambda pair: pair[0].address == ""):
        if socket.port is None:
            field, wanted = Field("destination"), socket.address
        else:
            field, wanted = Field("destination-port"), str(socket.port)
        match = Match(field, (Pattern("exact", wanted),), bind.place)
        text = f"listen {socket.label}"
        chain.routes.append(
            Route(match, (Goto(socket.chain),), bind.place, text, "listen", implicit=True)
        )
    last = Route(ALWAYS, (Goto(chains[0]),), kind="listen", implicit=True)
    chain.routes.append(last)
    return chain.name
