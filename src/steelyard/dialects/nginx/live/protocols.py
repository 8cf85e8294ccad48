"""TLS and the PROXY protocol towards servers: stand-ins speak plain HTTP."""

from steelyard.dialects.nginx.live.work import Handler, Level, Work, dropped, hidden
from steelyard.dialects.nginx.text.directives import DIRECTIVES
from steelyard.dialects.nginx.text.syntax import Directive

_TLS = ("proxy_ssl", "grpc_ssl", "uwsgi_ssl")


def _passed_over(work: Work, item: Directive, level: Level) -> list[str]:
    """One listener of NGINX hands connections to another one of its own."""
    why = "pass hands connections to another of its own sockets, which lie elsewhere here."
    work.refuse(item.place(), why)
    return []


PROTOCOLS: dict[str, Handler] = {
    name: hidden("protocol") if name.endswith("password_file") else dropped("protocol")
    for name in DIRECTIVES
    if name.startswith(_TLS)
}
"""Directives about the connection to servers, and what becomes of them."""

PROTOCOLS |= {
    "proxy_protocol": dropped("protocol"),
    "pass": _passed_over,
    "tunnel_pass": _passed_over,
}
