"""``listen``: the sockets of a server block.

ngx_http_core_module.c (ngx_http_core_listen), ngx_stream_core_module.c.
"""

import re
from collections.abc import Iterable

from steelyard.dialects.nginx.text.notices import rejected
from steelyard.dialects.nginx.text.syntax import Directive
from steelyard.dialects.nginx.text.units import parse_number
from steelyard.model.gateway import Bind
from steelyard.model.notice import Notice
from steelyard.model.pool import Setting

_ADDRESS = re.compile(
    r"(?:(?P<only>[0-9]{1,5})(?:-(?P<only_last>[0-9]{1,5}))?"
    r"|(?P<host>\[[^\]]*\]|[^:\[\]]+)(?::(?P<port>[0-9]{1,5})(?:-(?P<last>[0-9]{1,5}))?)?)",
    re.ASCII,
)

_FLAGS = frozenset(
    {"default_server", "default", "ssl", "http2", "spdy", "quic", "http3", "proxy_protocol"}
    | {"reuseport", "deferred", "bind", "udp", "multipath"}
)
_VALUES = frozenset(
    {"setfib", "fastopen", "backlog", "rcvbuf", "sndbuf", "accept_filter", "ipv6only"}
    | {"so_keepalive"}
)
_KEPT = frozenset({"backlog", "deferred", "so_keepalive", "fastopen", "ipv6only"})


def read_listen(
    directive: Directive, subject: str, *, http: bool
) -> tuple[Bind | None, list[Notice]]:
    """The socket of a ``listen`` line, and what NGINX refuses about it."""
    if len(directive.words) < 2:
        return None, []
    text = directive.words[1]
    bind, fault = _socket(directive, text, 80 if http else None)
    notices = []
    if bind is None:
        message = f'"{text}" is no address to listen on: {fault}.'
        remedy = "Write listen ADDRESS:PORT, a port, or unix:PATH."
        return None, [rejected(directive.place(1), subject, message, remedy)]
    for index, word in enumerate(directive.words[2:], start=2):
        name, equals, value = word.partition("=")
        if name == "backlog" and parse_number(value) is None:
            message = f'invalid backlog "{word}".'
            remedy = "Write a whole number."
            notices.append(rejected(directive.place(index), subject, message, remedy))
        elif (word in _FLAGS and not equals) or (name in _VALUES and equals):
            _option(bind, directive, word)
        else:
            message = f'"{word}" is no parameter of "listen".'
            remedy = "Correct the word; is a semicolon missing before it?"
            notices.append(rejected(directive.place(index), subject, message, remedy))
    return bind, notices


def _socket(directive: Directive, text: str, default_port: int | None) -> tuple[Bind | None, str]:
    """The address of a socket; None with the reason when it is none."""
    place = directive.place(1)
    if text.startswith("unix:"):
        path = text[5:]
        return (Bind(path, None, place, "unix"), "") if path else (None, "no path")
    match = _ADDRESS.fullmatch(text)
    if match is None:
        return None, "it cannot be parsed"
    if match["only"]:
        host, first, last = "", match["only"], match["only_last"]
    else:
        host, first, last = match["host"], match["port"], match["last"]
    port = default_port if first is None else parse_number(first)
    if port is None:
        return None, "no port"
    if not 0 < port < 65536:
        return None, "invalid port"
    bind = Bind("" if host in ("*", "0.0.0.0") else host.strip("[]"), port, place)
    if last is not None:
        if not port <= int(last) < 65536:
            return None, "invalid port range"
        bind.settings["last-port"] = Setting(int(last), text, place)
    return bind, ""


def _option(bind: Bind, directive: Directive, word: str) -> None:
    """One word after the address."""
    name, _, value = word.partition("=")
    if name in ("default_server", "default"):
        bind.default = True
    elif name == "ssl":
        bind.tls = True
    elif name in ("http2", "spdy"):
        bind.protocols = (*bind.protocols, "h2")
    elif name in ("quic", "http3"):
        bind.transport, bind.tls = "udp", True
        bind.protocols = (*bind.protocols, "h3")
    elif name == "udp":
        bind.transport = "udp"
    elif name == "proxy_protocol":
        bind.reads_proxy = True
    elif name == "reuseport":
        bind.shared = True
    elif name in _KEPT:
        number = parse_number(value)
        kept: int | str | bool = (value or True) if number is None else number
        bind.settings[name] = Setting(kept, word, directive.place())


def share_sockets(servers: Iterable[list[Bind]]) -> None:
    """TLS, HTTP/2 and the PROXY protocol are the socket's: one line that says so is enough.

    ngx_http.c (ngx_http_add_addresses); ``servers`` are the binds of each server block.
    """
    sockets: dict[tuple[str, int | None, str], list[Bind]] = {}
    for binds in servers:
        for bind in binds:
            if "last-port" not in bind.settings:
                key = (bind.address, bind.port, bind.transport)
                sockets.setdefault(key, []).append(bind)
    for shared in sockets.values():
        if len(shared) < 2:
            continue
        tls = any(bind.tls for bind in shared)
        proxy = any(bind.reads_proxy for bind in shared)
        protocols = next((bind.protocols for bind in shared if bind.protocols), ())
        for bind in shared:
            bind.tls, bind.reads_proxy, bind.protocols = tls, proxy, protocols


def default_bind(server: Directive) -> Bind:
    """The socket of a server without ``listen``: port 80 (8000 when not started by root)."""
    return Bind("", 80, server.place())
