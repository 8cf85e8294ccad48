"""Pools: ``upstream`` blocks, and implicit ones that a passing directive makes.

ngx_http_upstream.c (ngx_http_upstream, ngx_http_upstream_add),
ngx_http_upstream_round_robin.c, ngx_stream_upstream.c.
"""

from collections.abc import Iterator, Sequence

from steelyard.core.place import Place
from steelyard.dialects.nginx.text.address import parse_address, split_target
from steelyard.dialects.nginx.text.methods import (
    METHODS,
    WITHOUT_BACKUP,
    ReadValue,
    balance_of,
    method_notices,
    ring_notice,
)
from steelyard.dialects.nginx.text.notices import rejected
from steelyard.dialects.nginx.text.passing import apply_place
from steelyard.dialects.nginx.text.servers import FAIL_TIMEOUT, MAX_FAILS, ServerReader
from steelyard.dialects.nginx.text.sticky import sticky_of
from steelyard.dialects.nginx.text.syntax import Directive, expanded
from steelyard.dialects.nginx.text.tree import Configuration
from steelyard.dialects.nginx.text.units import parse_number
from steelyard.dialects.nginx.text.variables import Scope, read_value
from steelyard.dialects.nginx.text.variables_scope import collect
from steelyard.model.gateway import Gateway
from steelyard.model.notice import OpaqueText
from steelyard.model.pool import Balance, Pool, Server, Setting
from steelyard.model.values import Value

_SETTINGS = frozenset({"zone", "keepalive", "keepalive_requests", "keepalive_timeout"}) | {
    "keepalive_time",
    "resolver",
    "resolver_timeout",
}
_HARMLESS = frozenset({"status_zone", "ntlm", "check", "check_http_send", "check_shm_size"}) | {
    "check_http_expect_alive",
    "check_keepalive_requests",
}
_LATE = frozenset({"state", "balancer_by_lua_block", "balancer_by_lua_file", "balancer_by_lua"})

_DEFAULT_PORTS = {"http": 80, "https": 443, "grpc": 80, "grpcs": 443}


NO_LIVE_UPSTREAMS = 502
"""What a client gets when every server of a pool is down (ngx_http_upstream.c)."""


class Pools(dict[str, Pool]):
    """The pools of a gateway, and each by the host name that directives call it by."""

    def __init__(self) -> None:
        """Empty."""
        super().__init__()
        self.by_host: dict[tuple[str, str], Pool] = {}

    def add(self, context: str, host: str, pool: Pool) -> None:
        """Keep a pool; one of ``stream`` gets another name where ``http`` has the same."""
        while pool.name in self:
            pool.name += f" ({context})"
        self[pool.name] = pool
        self.by_host[context, host.lower()] = pool


def build_upstreams(configuration: Configuration, gateway: Gateway) -> None:
    """Every ``upstream`` block as a pool of the gateway."""
    reader = ServerReader(configuration.version, configuration.version_stated)
    for context in ("http", "stream"):
        for block in configuration.blocks(context):
            values = _values_of(block, context)
            for directive in block.named("upstream"):
                if directive.body is not None and len(directive.words) == 2:
                    _build(directive, context, reader, values, configuration, gateway)


def finish_pools(configuration: Configuration, gateway: Gateway) -> None:
    """Give pools that no place uses what the outermost block says."""
    unused = [pool for pool in gateway.pools.values() if pool.retry is None]
    for pool in unused:
        context = "http" if pool.protocol == "http" else "stream"
        apply_place(pool, configuration.blocks(context)[:1], "proxy_pass", "", pool.place)


def pool_for(
    gateway: Gateway,
    address: str,
    place: Place,
    scopes: Sequence[Directive],
    directive: str = "proxy_pass",
) -> Pool:
    """The pool that ``address`` names at a place that passes requests on.

    ``address`` is the argument of the directive as NGINX sees it, without
    variables: ``http://backend``, ``https://10.0.0.1:8443/uri``, ``backend``,
    ``unix:/run/app.sock``, ``http://unix:/run/app.sock:/uri``; scheme and URI
    are taken off here, so the whole argument may be given as it stands.
    ``scopes`` are the blocks around the directive, outermost first: the
    ``http`` (or ``stream``) block, the ``server``, the locations, an ``if``.
    ``directive`` is the passing directive's name (``proxy_pass``,
    ``fastcgi_pass``, ``grpc_pass``, ``uwsgi_pass``, ``scgi_pass``,
    ``memcached_pass``).

    The pool of an ``upstream`` block of that name (compared without case), else
    an implicit pool named by the address, made once and kept in
    ``gateway.pools``.  The timeouts and retries that hold at this place (see
    `inherited`) become the pool's: those of the first place that asks, and a
    difference at a later one is kept in ``pool.settings``.
    """
    scheme, target, _ = split_target(address)
    context = "stream" if scopes and scopes[0].words[0] == "stream" else "http"
    pools = _pools(gateway)
    parsed = parse_address(target)
    pool = pools.by_host.get((context, parsed.host.lower()))
    if pool is None or parsed.unix or pool.implicit:
        late = _is_late(scopes, directive, place)
        pool = _implicit(gateway, context, target, scheme, place, late=late)
    elif parsed.port is not None:
        message = f'upstream "{parsed.host}" may not have port {parsed.port}.'
        remedy = "Remove the port: the server lines of the upstream have their own."
        gateway.notices.append(rejected(place, pool.name, message, remedy))
    apply_place(pool, scopes, directive, scheme, place)
    return pool


def _pools(gateway: Gateway) -> Pools:
    """The gateway's pools with their index by host."""
    if not isinstance(gateway.pools, Pools):
        pools = Pools()
        for pool in gateway.pools.values():
            pools.add("http" if pool.protocol == "http" else "stream", pool.name, pool)
        gateway.pools = pools
    return gateway.pools


def _is_late(scopes: Sequence[Directive], directive: str, place: Place) -> bool:
    """Whether the address is made of variables, so that it is looked up for each request."""
    here = scopes[-1].named(directive) if scopes else []
    return any(item.line == place.line and "$" in item.raw for item in here)


def _implicit(
    gateway: Gateway, context: str, target: str, scheme: str, place: Place, *, late: bool
) -> Pool:
    """The pool of an address that is no upstream's name, made when it is first used."""
    pools = _pools(gateway)
    default = _DEFAULT_PORTS.get(scheme) if context == "http" else None
    address = parse_address(target)
    if address.port is None and not address.unix:
        address = address._replace(port=default)
    known = pools.by_host.get((context, address.text.lower()))
    if known is not None and known.implicit:
        return known
    fault = address.fault or ("" if address.port or address.unix else "no port in upstream")
    if fault and not late:
        message = f'"{target}" is no address and no upstream of that name exists: {fault}.'
        remedy = "Correct the name, or define the upstream."
        gateway.notices.append(rejected(place, target, message, remedy))
    host = address.text if address.unix else address.host
    server = Server(address.text, host, address.port, place, literal=target, id=1)
    server.addresses = None if address.many else 1
    server.passive = {"max-fails": MAX_FAILS, "fail-timeout": FAIL_TIMEOUT}
    balance = Balance("single", "", place, implicit=True)
    if server.addresses is None:
        balance.algorithm = "smooth-rotation"
    pool = Pool(address.text, place, [server], balance, _protocol(context), implicit=True)
    pool.empty_status = NO_LIVE_UPSTREAMS
    pool.resolves_late = late and address.many
    _share_state(pool, gateway, None)
    pools.add(context, address.text, pool)
    return pool


def _protocol(context: str) -> str:
    return "http" if context == "http" else "tcp"


def _share_state(pool: Pool, gateway: Gateway, zone: Directive | None) -> None:
    """Where the state of balancing lives: in each worker, or in the shared zone."""
    pool.state = "worker" if zone is None else "process"
    pool.copies = gateway.workers if zone is None else 1
    pool.all_backups = True


def _values_of(block: Directive, context: str) -> ReadValue:
    """Reads values in the block's scope, which is made when the first one is asked for."""
    scopes: list[Scope] = []

    def read(text: str, place: Place) -> Value:
        if not scopes:
            scopes.append(collect(block, context))
        return read_value(text, scopes[0], place)

    return read


def _build(
    block: Directive,
    context: str,
    reader: ServerReader,
    values: ReadValue,
    configuration: Configuration,
    gateway: Gateway,
) -> None:
    """One ``upstream`` block."""
    pools = _pools(gateway)
    name = block.words[1]
    earlier = pools.by_host.get((context, name.lower()))
    if earlier is not None and not earlier.implicit:
        message = f'The upstream "{name}" is defined twice.'
        notice = rejected(block.place(1), name, message, "Give one of the two another name.")
        notice.related = ((earlier.place, "the first one"),)
        gateway.notices.append(notice)
        return
    default_port = 80 if context == "http" else None
    servers, notices = reader.read(_server_lines(block), name, default_port)
    gateway.notices += notices
    methods = [item for item in block.named_any(METHODS) if len(item.words) < 4]
    pool = Pool(
        name,
        block.place(),
        servers,
        balance_of(block, methods, servers, values),
        _protocol(context),
        comment=block.comment,
        empty_status=NO_LIVE_UPSTREAMS,
    )
    zones = block.named("zone")
    _share_state(pool, gateway, zones[-1] if zones else None)
    pools.add(context, name, pool)
    if not any(not server.backup for server in servers):
        message = f'No server is in upstream "{name}"' + (" but backups." if servers else ".")
        remedy = "Add a server line; a lone one must not be marked backup."
        gateway.notices.append(rejected(block.place(1), name, message, remedy))
    ordered = block.named_any(METHODS | {"keepalive", "sticky"})
    gateway.notices += method_notices(
        name, ordered, configuration.version, configuration.version_stated
    )
    ring = ring_notice(name, pool.balance, servers)
    if ring is not None:
        gateway.notices.append(ring)
    if len(servers) + len(methods) < len(block.body or []):
        _read_rest(block, pool, values, gateway)


def _server_lines(block: Directive) -> Iterator[tuple[Directive, str]]:
    """The server lines, each with the method before it that refuses backups."""
    method = ""
    for item in expanded(block.body or []):
        name = item.words[0]
        if name == "server":
            yield item, method
        elif name in METHODS:
            method = name if name in WITHOUT_BACKUP else ""


def _read_rest(block: Directive, pool: Pool, values: ReadValue, gateway: Gateway) -> None:
    """Everything in the block that is neither server nor method."""
    for item in expanded(block.body or []):
        name = item.words[0]
        if name == "server" or name in METHODS:
            continue
        if name in _SETTINGS:
            _keep_setting(item, pool)
            continue
        persistence = sticky_of(item, values) if name == "sticky" else None
        if persistence is not None:
            pool.persistence.append(persistence)
            continue
        reason = "this directive of the upstream block is not modelled"
        pool.resolves_late = pool.resolves_late or name in _LATE
        gateway.opaque.append(OpaqueText(item.text(), reason, item.place(), f"pool {pool.name}"))
        if name not in _HARMLESS:
            pool.unknown.append(f'"{name}" is not modelled')


def _keep_setting(item: Directive, pool: Pool) -> None:
    """A setting that does not change who is chosen."""
    written = " ".join(item.words[1:])
    number = parse_number(item.words[1]) if len(item.words) > 1 else None
    setting = Setting(written if number is None else number, written, item.place())
    pool.settings[item.words[0]] = setting
