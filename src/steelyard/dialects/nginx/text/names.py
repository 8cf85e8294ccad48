"""The choice of a server block by host name, per socket.

ngx_http_find_virtual_server, ngx_hash_find_combined (measured on 1.22.1): exact
name; longest leading wildcard (``.s`` also means ``s``); longest trailing
wildcard; regular expressions in the order of the file; the socket's
``default_server``; the first server block on it.  The first of two equal names
keeps it.
"""

from collections.abc import Callable, Mapping

from steelyard.core.place import Place
from steelyard.core.record import field, identity, record
from steelyard.dialects.nginx.text.maps import GROUP_NAME
from steelyard.dialects.nginx.text.refusals import refusals
from steelyard.dialects.nginx.text.routing_level import Level
from steelyard.dialects.nginx.text.syntax import Directive
from steelyard.model.conditions import ALWAYS, Match, Not
from steelyard.model.gateway import Bind, Listener
from steelyard.model.routing import Chain, Goto, Reject, Route, SetVariable, Switch
from steelyard.model.values import Field, Pattern

HOST = Field("host")
TLS_NAME = Field("server-name")


@identity
class ServerBlock:
    """A server block: its listener in the model, its level, the chain of its requests."""

    listener: Listener
    level: Level
    chain: str = ""

    def names(self) -> list[tuple[str, Place]]:
        """The names as written, with their places; one empty name when there is none."""
        found = [
            (word, directive.place(index))
            for directive in self.level.own.get("server_name", ())
            for index, word in enumerate(directive.words)
            if index
        ]
        return found or [("", self.level.place)]


@identity
class Socket:
    """An address and port, with the server blocks that share it."""

    address: str
    port: int | None
    members: list[tuple[ServerBlock, Bind]] = field(default_factory=list)
    chain: str = ""

    @property
    def label(self) -> str:
        """The socket as people write it."""
        if self.port is None:
            return self.address
        return f"{self.address or '*'}:{self.port}"

    def default(self) -> ServerBlock:
        """The server block that takes what no name takes."""
        return next((block for block, bind in self.members if bind.default), self.members[0][0])

    def servers(self) -> list[ServerBlock]:
        """The server blocks, each once, in the order of the file."""
        return list(dict.fromkeys(block for block, _ in self.members))


@record
class _Names:
    """The names of a socket by kind."""

    exact: dict[str, tuple[ServerBlock, Place]] = field(default_factory=dict)
    heads: dict[str, tuple[ServerBlock, Place]] = field(default_factory=dict)
    tails: dict[str, tuple[ServerBlock, Place]] = field(default_factory=dict)
    expressions: list[tuple[str, ServerBlock, Place]] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    conflicts: list[tuple[str, Place, Place, ServerBlock]] = field(default_factory=list)


def sockets_of(servers: list[ServerBlock]) -> list[Socket]:
    """The sockets, in the order of the file."""
    found: dict[tuple[str, int | None, str], Socket] = {}
    for server in servers:
        for bind in server.listener.binds:
            if bind.transport == "udp":
                continue
            address = "" if bind.address in ("*", "0.0.0.0") else bind.address
            key = (address, bind.port, bind.transport)
            socket = found.setdefault(key, Socket(address, bind.port))
            socket.members.append((server, bind))
    return list(found.values())


def _sorted_names(socket: Socket) -> _Names:
    """The names of a socket's servers by kind; the first owner keeps a name."""
    names = _Names()
    for server in socket.servers():
        for word, place in server.names():
            if word.startswith("~"):
                names.expressions.append((word[1:], server, place))
                continue
            name = word.lower()
            if name.startswith("*."):
                _claim(names, names.heads, name[1:], word, server, place)
            elif name.startswith("."):
                _claim_both(names, name, server, place)
            elif name.endswith(".*"):
                _claim(names, names.tails, name[:-1], word, server, place)
            else:
                _claim(names, names.exact, name.removesuffix("."), word, server, place)
    for name in names.lost:
        del names.exact[name]
    return names


def _claim_both(names: _Names, name: str, server: ServerBlock, place: Place) -> None:
    """``.s``: one entry for ``s`` and ``*.s``.

    ngx_hash_add_key drops it as a whole when either stands already, and keeps
    ``s`` reserved even when only ``*.s`` stood (measured on 1.22.1).
    """
    if not _claim(names, names.exact, name[1:], name, server, place):
        return
    if not _claim(names, names.heads, name, name, server, place):
        names.lost.add(name[1:])


def _claim(
    names: _Names,
    kind: dict[str, tuple[ServerBlock, Place]],
    key: str,
    word: str,
    server: ServerBlock,
    place: Place,
) -> bool:
    """Gives a name to the first server that asks; remembers who came too late."""
    owner = kind.setdefault(key, (server, place))
    if owner[1] != place:
        names.conflicts.append((word, place, owner[1], server))
        return False
    return True


def fill_socket(socket: Socket, chain: Chain) -> list[tuple[str, Place, Place, ServerBlock]]:
    """Writes the choice into ``chain``; returns the names that came too late.

    (name, its place, the place of the name that wins, the server that loses it)
    """
    chain.by_precedence = True
    chain.routes += refusals(socket.members[0][1].place)
    names = _sorted_names(socket)
    ways = {server: server.chain for server in socket.servers()}
    chain.routes += _choice(socket, names, HOST, ways)
    return names.conflicts


def rejects(socket: Socket) -> bool:
    """Whether some server name is refused before TLS stands (``ssl_reject_handshake``)."""
    tls = any(bind.tls for _, bind in socket.members)
    return tls and any(_rejecting(server) is not None for server in socket.servers())


def fill_handshake(socket: Socket, chain: Chain, then: str, closed: Callable[[], Chain]) -> None:
    """Writes the choice by the name in TLS: on to the chain ``then``, or refused.

    ngx_http_request.c (ngx_http_ssl_servername).  ``closed`` makes a chain for refusals.
    """
    chain.by_precedence = True
    ways = {}
    for server in socket.servers():
        ways[server] = then
        directive = _rejecting(server)
        if directive is not None:
            end = closed()
            reject = Reject(None, "ssl_reject_handshake is on for this server name")
            end.routes.append(
                Route(ALWAYS, (reject,), directive.place(), directive.text(), "server_name")
            )
            ways[server] = end.name
    chain.routes += _choice(socket, _sorted_names(socket), TLS_NAME, ways)


def _rejecting(server: ServerBlock) -> Directive | None:
    """The line that refuses TLS for a server block."""
    found = server.level.nearest("ssl_reject_handshake")
    return found[-1] if found and found[-1].words[1:] == ["on"] else None


def _choice(
    socket: Socket, names: _Names, field: Field, ways: Mapping[ServerBlock, str]
) -> list[Route]:
    """The routes that choose by a name; ``ways`` is the chain of each server."""
    routes = []
    default = socket.default()
    empty = names.exact.get("")
    if empty is not None and ways[empty[0]] != ways[default]:
        absent = Not(Match(field, (Pattern("exists"),)))
        routes.append(_to(absent, ways[empty[0]], empty[1], ""))
    cases = {key: ways[server] for key, (server, _) in names.exact.items()}
    if cases:
        text = f"server_name exactly the host ({len(names.exact)} names)"
        place = socket.members[0][1].place
        switch = Switch(field, cases, None)
        always = Match(field, (Pattern("exists"),))
        routes.append(Route(always, (switch,), place, text, "server_name", implicit=True))
    for kind, found in (("suffix", names.heads), ("prefix", names.tails)):
        for key in sorted(found, key=len, reverse=True):
            server, place = found[key]
            word = f"*{key}" if kind == "suffix" else f"{key}*"
            match = Match(field, (Pattern(kind, key, place=place),), place)
            routes.append(_to(match, ways[server], place, word))
    for expression, server, place in names.expressions:
        routes.append(_expression(expression, field, ways[server], place))
    routes.append(_to(None, ways[default], default.level.place, ""))
    return routes


def _expression(expression: str, field: Field, chain: str, place: Place) -> Route:
    """A regular expression; its named groups become variables."""
    ignore = expression != expression.lower()
    match = Match(field, (Pattern("regex", expression, ignore, place),), place)
    groups = tuple(
        SetVariable(name.lower(), Field("capture", name)) for name in GROUP_NAME.findall(expression)
    )
    text = f"server_name ~{expression}"
    return Route(match, (*groups, Goto(chain)), place, text, "server_name")


def _to(match: Match | Not | None, chain: str, place: Place, word: str) -> Route:
    """On to a chain."""
    text = f"server_name {word}".strip() if word else ""
    goto = (Goto(chain),)
    if match is None:
        text = "no server_name is that of the host: the default server takes it"
        return Route(ALWAYS, goto, place, text, "server_name", implicit=True)
    return Route(match, goto, place, text, "server_name")
