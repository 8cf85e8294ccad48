"""Locations without a host, as the client gets them.

ngx_http_header_filter_module.c: scheme, host and port are put before a location
that begins with a slash.  Those are mostly the client's own, and then the
location is left as it is written; what makes them others stands here.
"""

from steelyard.dialects.nginx.text.listen import default_bind, read_listen
from steelyard.dialects.nginx.text.routing_level import Level
from steelyard.model.gateway import Bind
from steelyard.model.values import Field, Join, Literal, Value


def location_of(level: Level, text: str, value: Value) -> Value:
    """``value``, which ``text`` makes, as a redirect from this level says it."""
    if not text.startswith("/") or _said(level, "absolute_redirect") == "off":
        return value
    named = _said(level, "server_name_in_redirect") == "on"
    ported = _said(level, "port_in_redirect") != "off"
    if not named and ported:
        return value
    binds = _binds(level)
    odd = {bind.port for bind in binds if not _is_usual(bind)}
    if not odd and not named:
        return value
    host: Value = Field("host")
    if named:
        name = _first_name(level)
        if not name:
            return value
        host = Literal(name)
    port = ""
    if ported and odd:
        if len(odd) > 1 or any(_is_usual(bind) for bind in binds):
            return value  # Another one for each socket.
        port = f":{odd.pop()}"
    return Join((Field("scheme"), Literal("://"), host, Literal(port), value))


def _said(level: Level, name: str) -> str:
    """The value of a switch that holds here, "" where none is written."""
    found = level.nearest(name)
    return found[-1].words[1] if found and len(found[-1].words) > 1 else ""


def _server(level: Level) -> Level:
    """The level of the server block."""
    while level.parent is not None and level.directive.words[0] != "server":
        level = level.parent
    return level


def _binds(level: Level) -> list[Bind]:
    """The sockets of the server block."""
    server = _server(level)
    read = [read_listen(item, "", http=True)[0] for item in server.own.get("listen", ())]
    binds = [bind for bind in read if bind is not None and bind.transport == "tcp"]
    return binds or [default_bind(server.directive)]


def _is_usual(bind: Bind) -> bool:
    """Whether redirects do not name the port."""
    return bind.port == (443 if bind.tls else 80)


def _first_name(level: Level) -> str:
    """The name that stands for the server; "" for one that is no name of its own."""
    for item in _server(level).own.get("server_name", ()):
        name = item.words[1] if len(item.words) > 1 else ""
        return "" if name.startswith((".", "*", "~")) or "*" in name else name.lower()
    return ""
