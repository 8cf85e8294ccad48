"""Listeners: the ``server`` blocks of ``http`` and ``stream``.

ngx_http_core_module.c (ngx_http_core_server), ngx_stream_core_module.c.
"""

from collections import Counter

from steelyard.core.record import field, record
from steelyard.dialects.nginx.text.inherit import inherited, inherited_all
from steelyard.dialects.nginx.text.limits import limit_settings, named_limits, zone_rates
from steelyard.dialects.nginx.text.listen import default_bind, read_listen, share_sockets
from steelyard.dialects.nginx.text.notices import rejected
from steelyard.dialects.nginx.text.passing import time_setting
from steelyard.dialects.nginx.text.realip import Networks, client_addresses
from steelyard.dialects.nginx.text.syntax import Directive
from steelyard.dialects.nginx.text.tree import Configuration
from steelyard.model.gateway import Bind, Gateway, Listener
from steelyard.model.pool import Setting

_HTTP_TIMES = {
    "client": ("client_body_timeout", 60.0),
    "request": ("client_header_timeout", 60.0),
    "keep-alive": ("keepalive_timeout", 75.0),
    "send": ("send_timeout", 60.0),
}
_STREAM_TIMES = {"tunnel": ("proxy_timeout", 600.0), "preread": ("preread_timeout", 30.0)}
_DEFAULTS = {
    name: Setting(seconds, implicit=True)
    for name, seconds in (_HTTP_TIMES | _STREAM_TIMES).values()
}
_KEPT = {
    "ssl_protocols": "tls-versions",
    "ssl_ciphers": "tls-ciphers",
    "ssl_verify_client": "tls-verify-client",
    "client_max_body_size": "body-size",
    "client_header_buffer_size": "header-buffer",
    "large_client_header_buffers": "large-header-buffers",
    "keepalive_requests": "keepalive-requests",
    "resolver": "resolver",
    "resolver_timeout": "resolver-timeout",
    "underscores_in_headers": "underscores-in-headers",
    "merge_slashes": "merge-slashes",
}


@record
class _Around:
    """What the servers of a block share, made once for all of them."""

    block: Directive
    rates: dict[str, float]
    http: bool
    networks: Networks = field(default_factory=dict)
    kept: dict[int, Setting] = field(default_factory=dict)


def build_listeners(configuration: Configuration, gateway: Gateway) -> None:
    """Every server block as a listener, in the order of the text, ``http`` first."""
    names: Counter[str] = Counter()
    for context in ("http", "stream"):
        for block in configuration.blocks(context):
            gateway.named += named_limits(block)
            around = _Around(block, zone_rates(block), http=context == "http")
            servers = [server for server in block.named("server") if server.body is not None]
            binds = [_binds(server, gateway, http=around.http) for server in servers]
            if around.http:
                share_sockets(binds)
            for server, own in zip(servers, binds, strict=True):
                listener = _listener(around, server, own, gateway)
                names[listener.name] += 1
                if names[listener.name] > 1:
                    listener.name += f"#{names[listener.name]}"
                gateway.listeners.append(listener)


def server_names(server: Directive) -> tuple[str, ...]:
    """The host names of a server block as written; none for ``""`` and ``_``."""
    return tuple(
        word
        for directive in server.named("server_name")
        for word in directive.words[1:]
        if word not in ("", "_")
    )


def listener_name(names: tuple[str, ...], binds: list[Bind]) -> str:
    """What findings call a server block: its first name, and where it listens."""
    bind = binds[0]
    if bind.transport == "unix":
        return f"{names[0] if names else ''}@unix:{bind.address}"
    address = f"[{bind.address}]" if ":" in bind.address else bind.address
    return f"{names[0] if names else address or '*'}:{bind.port}"


def _binds(server: Directive, gateway: Gateway, *, http: bool) -> list[Bind]:
    """The sockets of a server block, with what NGINX refuses about them."""
    names = server_names(server)
    binds: list[Bind] = []
    notices = []
    for directive in server.named("listen"):
        bind, found = read_listen(directive, names[0] if names else "server", http=http)
        notices += found
        if bind is not None:
            binds.append(bind)
    if not binds:
        binds = [default_bind(server)]
        if not http:
            remedy = "Add a listen directive with a port."
            message = 'A "server" of the stream block has no "listen".'
            notices.append(rejected(server.place(), "server", message, remedy))
    gateway.notices += notices
    return binds


def _listener(around: _Around, server: Directive, binds: list[Bind], gateway: Gateway) -> Listener:
    """One server block."""
    http = around.http
    names = server_names(server)
    scopes = (around.block, server)
    if http:
        _apply_server_wide(scopes, binds)
    listener = Listener(
        name=listener_name(names, binds),
        place=server.place(),
        binds=binds,
        entry="",
        kind="server",
        protocol="http" if http else ("udp" if binds[0].transport == "udp" else "tcp"),
        names=names,
        by_name=http,
        comment=server.comment,
    )
    listener.timeouts = _timeouts(scopes, http=http)
    listener.settings = _settings(scopes, around.kept)
    if http and "tls-versions" not in listener.settings and any(bind.tls for bind in binds):
        listener.settings["tls-versions"] = _default_versions(gateway.version)
    listener.limits = limit_settings(scopes, around.rates)
    listener.client_addresses = client_addresses(scopes, binds, around.networks)
    return listener


def _apply_server_wide(scopes: tuple[Directive, Directive], binds: list[Bind]) -> None:
    """``http2 on`` (since 1.25.1) and the old ``ssl on`` hold for every socket."""
    http2 = inherited(scopes, "http2")
    if http2 is not None and http2.words[1:] == ["on"]:
        for bind in binds:
            if "h2" not in bind.protocols and bind.transport != "udp":
                bind.protocols = (*bind.protocols, "h2")
    ssl = inherited(scopes, "ssl")
    if ssl is not None and ssl.words[1:] == ["on"]:
        for bind in binds:
            bind.tls = True


def _default_versions(version: tuple[int, ...]) -> Setting:
    """What ``ssl_protocols`` offers when nobody writes it (CHANGES, 1.23.4 and 1.27.3)."""
    if version >= (1, 27, 3):
        return Setting("TLSv1.2 TLSv1.3", implicit=True)
    newest = " TLSv1.3" if version >= (1, 23, 4) else ""
    return Setting(f"TLSv1 TLSv1.1 TLSv1.2{newest}", implicit=True)


def _timeouts(scopes: tuple[Directive, Directive], *, http: bool) -> dict[str, Setting]:
    """The time limits towards the client, by neutral name."""
    found = {}
    for neutral, (name, _) in (_HTTP_TIMES if http else _STREAM_TIMES).items():
        directive = inherited(scopes, name)
        setting = None if directive is None else time_setting(directive)
        found[neutral] = setting or _DEFAULTS[name]
    return found


def _settings(scopes: tuple[Directive, Directive], known: dict[int, Setting]) -> dict[str, Setting]:
    """What else is worth knowing, by neutral name."""
    found = {}
    for name, neutral in _KEPT.items():
        directives = inherited_all(scopes, name)
        if directives:
            last = directives[-1]
            if id(last) not in known:
                written = " ".join(last.words[1:])
                known[id(last)] = Setting(written, written, last.place())
            found[neutral] = known[id(last)]
    return found
