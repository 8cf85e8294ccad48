"""Sockets: every ``listen`` moves to one of the sandbox.

ngx_http_core_module.c (ngx_http_core_listen), ngx_stream_core_module.c.
"""

from collections.abc import Iterator

from steelyard.dialects.nginx.live.statement import statement
from steelyard.dialects.nginx.live.work import Level, Work
from steelyard.dialects.nginx.text.listen import default_bind, read_listen
from steelyard.dialects.nginx.text.syntax import Directive
from steelyard.dialects.sandbox import Endpoint
from steelyard.model.gateway import Bind

MOST_PORTS = 64
"""Ports of one range; each becomes a socket of its own."""

_UNPORTABLE = frozenset({"deferred", "bind", "multipath", "udp", "spdy"})
_SETTINGS = ("setfib=", "fastopen=", "backlog=", "rcvbuf=", "sndbuf=", "accept_filter=")
_FAMILY = ("ipv6only=", "so_keepalive=")


def listen(work: Work, item: Directive, level: Level) -> list[str]:
    """One ``listen`` line: one statement for each port."""
    bind, _ = read_listen(item, "server", http=not level.stream)
    if bind is None:
        work.refuse(item.place(), f'"{item.text()}" cannot be understood as a socket.')
        return []
    if bind.transport == "udp":
        work.rewrite("directive", item, "")
        work.doubt(item.place(), "UDP and QUIC are not run in the sandbox.")
        return []
    if bind.transport == "tcp" and not _is_number(bind.address):
        why = f"{bind.address} is a name: if it is also listened on by its address, those were one."
        work.doubt(item.place(), why)
    words = [word for word in item.words[2:] if not _is_unportable(word)]
    found = [_moved(work, level, one, port, words) for one, port in _ports(work, item, bind)]
    if found:
        work.rewrite("listener", item, " ".join(found))
    return found


def default_listen(work: Work, server: Directive, level: Level) -> list[str]:
    """The socket of a server block without ``listen``; the model calls it ``*:80``."""
    bind = default_bind(server)
    new = _moved(work, level, bind, bind.port, [])
    work.rewrite("listener", server, new, "server without listen")
    return [new]


def only_udp(server: Directive, *, http: bool) -> bool:
    """Whether a server block has sockets, and all are UDP: NGINX would open *:80 without them."""
    binds = [read_listen(item, "server", http=http)[0] for item in server.named("listen")]
    return bool(binds) and all(bind is not None and bind.transport == "udp" for bind in binds)


def _moved(work: Work, level: Level, bind: Bind, port: int | None, words: list[str]) -> str:
    """The statement of one socket in the sandbox."""
    endpoint = work.room.listener(bind.address, port, bind.transport)
    block = level.scopes[0].words[0]
    other = next((name for name, known in work.ports.items() if endpoint in known), block)
    if other != block:
        why = f"{other} and {block} both listen on port {port}: NGINX does not start with it."
        work.refuse(bind.place, why)
    options = list(words)
    if block in work.stated and "proxy_protocol" not in options:
        options.append("proxy_protocol")
    if "proxy_protocol" in options:
        work.box.proxied.add(endpoint)
    if port is not None:
        work.ports.setdefault(block, {})[endpoint] = port
    return statement("listen", str(endpoint), *options)


def _ports(work: Work, item: Directive, bind: Bind) -> Iterator[tuple[Bind, int | None]]:
    """The socket once for each port of its range."""
    last = bind.settings.get("last-port")
    if bind.port is None or last is None:
        yield bind, bind.port
        return
    ports = range(bind.port, int(last.value) + 1)
    if len(ports) > MOST_PORTS:
        work.refuse(item.place(), f"{len(ports)} ports in one line; at most {MOST_PORTS} are run.")
        return
    for port in ports:
        yield bind, port


def _is_number(address: str) -> bool:
    """Whether an address is no name."""
    return not address or ":" in address or address.replace(".", "").isdigit()


def _is_unportable(word: str) -> bool:
    """Whether a parameter is about the kernel, and has no say in who answers."""
    return word in _UNPORTABLE or word.startswith((*_SETTINGS, *_FAMILY))


def port_map(work: Work, block: str) -> list[str]:
    """``$steelyard_port``: the original's port of the socket that a request came to."""
    ports: dict[Endpoint, int] = work.ports.get(block, {})
    lines = [f"  {endpoint} {port};" for endpoint, port in ports.items()]
    return ['map "$server_addr:$server_port" $steelyard_port {', *lines, "}"]
