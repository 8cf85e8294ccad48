"""Sample fetches -> values (configuration manual 7.3.2 to 7.3.6)."""

import re
from collections.abc import Callable, Mapping

from steelyard.core.place import Place
from steelyard.dialects.haproxy.text.samples_types import Call, Sample, truth
from steelyard.model.values import Apply, Field, Join, Literal, Opaque, Value

METHODS = ("str", "beg", "end", "sub", "dir", "dom", "reg", "len")
"""The matching methods that ACL keywords append to a fetch: ``path_beg``."""

Arguments = tuple[str, ...]

_TARGET = Field("target")
_PATH = Field("path")
_PATH_AND_QUERY = Apply("uri-part", _TARGET, ("", "", "1", "1"))
_HOST = Field("header-item", "host")
_SCHEME = Field("scheme")
_SERVER_NAME = Field("server-name")

_PLAIN: dict[str, tuple[Value, str, bool]] = {
    "path": (_PATH, "str", True),
    "pathq": (_PATH_AND_QUERY, "str", True),
    "url": (_TARGET, "str", True),
    "capture.req.uri": (_TARGET, "str", True),
    "query": (Field("query"), "str", True),
    "base": (Join((_HOST, _PATH)), "str", True),
    "baseq": (Join((_HOST, _PATH_AND_QUERY)), "str", True),
    "method": (Field("method"), "meth", True),
    "capture.req.method": (Field("method"), "str", True),
    "req.ver": (Field("version"), "str", True),
    "capture.req.ver": (Join((Literal("HTTP/"), Field("version"))), "str", True),
    "fc_http_major": (Apply("field", Field("version"), (".", "1")), "int", False),
    "src": (Field("source"), "ip", False),
    "src_port": (Field("source-port"), "int", False),
    "dst": (Field("destination"), "ip", False),
    "dst_port": (Field("destination-port"), "int", False),
    "ssl_fc": (truth(_SCHEME, "https"), "bool", False),
    "ssl_fc_sni": (_SERVER_NAME, "str", False),
    "ssl_fc_has_sni": (
        Apply("choose", Apply("count", _SERVER_NAME), ("0", "0", "1")),
        "bool",
        False,
    ),
    "req.ssl_sni": (_SERVER_NAME, "str", False),
    "req.ssl_hello_type": (truth(_SCHEME, "https"), "int", False),
    "req.proto_http": (Literal("1"), "bool", True),
    "always_true": (Literal("1"), "bool", False),
    "always_false": (Literal("0"), "bool", False),
    "wait_end": (Literal("1"), "bool", False),
    "fe_name": (Field("listener"), "str", False),
}
"""Fetches without arguments: value, type, whether they need an HTTP request."""

_OTHER_NAMES = {
    "hdr": "req.hdr",
    "hdr_cnt": "req.hdr_cnt",
    "hdr_ip": "req.hdr_ip",
    "hdr_val": "req.hdr_val",
    "cook": "req.cook",
    "cookie": "req.cook",
    "cook_cnt": "req.cook_cnt",
    "cook_val": "req.cook_val",
    "urlp": "url_param",
    "urlp_val": "url_param_val",
    "req_ver": "req.ver",
    "req_proto_http": "req.proto_http",
    "req_ssl_sni": "req.ssl_sni",
    "req_ssl_hello_type": "req.ssl_hello_type",
}

_COUNTER = re.compile(
    r"(?:sc[0-2]?|src)_(?:(?:bytes|kbytes)_(?:in|out)(?:_rate)?|\w+_rate|\w+_cnt|conn_cur|sess_cnt|"
    r"get_gp[ct][01]?)"
)
"""What a stick table counts of a client."""

_REASONS: dict[str, str] = {
    "be_": "it depends on the load of the moment",
    "fe_": "it depends on the load of the moment",
    "srv_": "it depends on the state of a server",
    "avg_queue": "it depends on the load of the moment",
    "queue": "it depends on the load of the moment",
    "connslots": "it depends on the load of the moment",
    "dst_conn": "it depends on the load of the moment",
    "sc_": "it depends on the counters of a stick table",
    "sc0_": "it depends on the counters of a stick table",
    "sc1_": "it depends on the counters of a stick table",
    "sc2_": "it depends on the counters of a stick table",
    "src_": "it depends on the counters of a stick table",
    "table_": "it depends on the counters of a stick table",
    "rand": "it is drawn at random",
    "uuid": "it is drawn at random",
    "date": "it depends on the time",
    "http_auth": "it depends on the credentials of the user",
    "ssl_c_": "it depends on the certificate of the client",
    "ssl_fc": "it depends on the TLS connection of the client",
    "req.ssl": "it depends on the TLS hello of the client",
    "req_ssl": "it depends on the TLS hello of the client",
    "req.payload": "it looks at the bytes of the connection",
    "payload": "it looks at the bytes of the connection",
    "req.body": "it looks at the body of the request",
    "req.len": "it looks at the bytes of the connection",
    "req_len": "it looks at the bytes of the connection",
    "lua.": "it is computed by a Lua script",
    "res.": "it looks at the response",
    "status": "it looks at the response",
}
"""Why a fetch cannot be known from the request alone, by how its name begins."""


def fetch(
    call: Call, every: bool, environment: Mapping[str, str], proxy: str, place: Place
) -> Sample:
    """The sample of one fetch; ``every``: all its occurrences."""
    name, arguments = call
    base, match = split_name(name)
    base = _OTHER_NAMES.get(base, base)
    plain = _PLAIN.get(base)
    if plain is not None and not (arguments and base != "wait_end"):
        return Sample(plain[0], plain[1], match, plain[2])
    builder = _BUILDERS.get(base)
    if builder is not None:
        found = builder(arguments, every)
        if found is not None:
            value, kind = found
            return Sample(value, kind, match, base.startswith(("req.", "url_param")))
    found = _special(base, arguments, environment, proxy)
    if found is not None:
        return Sample(found[0], found[1], match)
    return Sample(Opaque(_written(call), reason(name), place), "any", match, _is_http(base))


def split_name(name: str) -> tuple[str, str]:
    """``path_beg`` as ``("path", "beg")``; no method for a plain fetch."""
    base, underscore, method = name.rpartition("_")
    if underscore and method in METHODS and (base in _DERIVING):
        return base, method
    return name, ""


def reason(name: str) -> str:
    """Why a fetch is not known."""
    return next(
        (text for start, text in _REASONS.items() if name.startswith(start)),
        "this sample is not modelled",
    )


_DERIVING = frozenset(
    {"base", "cook", "req.cook", "hdr", "req.hdr", "path", "url", "urlp", "url_param", "ssl_fc_sni"}
)
"""Fetches that have ACL keywords of their own; 2.6 refuses some of the spellings."""


def _is_http(base: str) -> bool:
    return base.startswith(("req.body", "http_auth", "url", "base", "req.hdr"))


def _written(call: Call) -> str:
    name, arguments = call
    return f"{name}({','.join(arguments)})" if arguments else name


def _special(
    base: str, arguments: Arguments, environment: Mapping[str, str], proxy: str
) -> tuple[Value, str] | None:
    """Fetches that need more than the request."""
    first = arguments[0] if arguments else ""
    if base == "nbsrv":
        pool = first or proxy
        return (Field("usable-servers", pool), "int") if pool else None
    if _COUNTER.fullmatch(base):
        return Field("client-counter", _written((base, arguments))), "int"
    if base == "env" and first in environment:
        return Literal(environment[first]), "str"
    if base == "var" and first:
        value: Value = Field("variable", first)
        if len(arguments) > 1:
            value = Apply("default", value, (arguments[1],))
        return value, "any"
    if base == "str":
        return Literal(first), "str"
    if base == "bool" and first:
        return Literal("1" if first.lower() in ("1", "true", "on", "yes") else "0"), "bool"
    if base == "int" and first.lstrip("-").isdigit():
        return Literal(first), "int"
    if base in ("ipv4", "ipv6") and first:
        return Literal(first), "ip"
    return None


def _header(field: str) -> Callable[[Arguments, bool], tuple[Value, str] | None]:
    def build(arguments: Arguments, every: bool) -> tuple[Value, str] | None:
        if not arguments or not arguments[0]:
            return None
        value = Field(field, arguments[0].lower())
        # A request with several Host headers is refused before any rule.
        alone = every or arguments[0].lower() == "host"
        return _one(value, arguments[1:], alone, "last"), "str"

    return build


def _one(value: Value, occurrence: Arguments, every: bool, which: str) -> Value:
    """All occurrences, the one asked for by number, or the one HAProxy picks."""
    number = occurrence[0].strip() if occurrence else ""
    if number and number != "0":
        return Apply("item", value, (number,))
    return value if every else Apply(which, value)


def _cookie(arguments: Arguments, every: bool) -> tuple[Value, str] | None:
    if len(arguments) != 1 or not arguments[0]:
        return None
    return _one(Field("cookie", arguments[0]), (), every, "last"), "str"


def _parameter(arguments: Arguments, every: bool) -> tuple[Value, str] | None:
    if len(arguments) != 1 or not arguments[0]:
        return None
    return _one(Field("parameter", arguments[0]), (), every, "first"), "str"


def _as(
    build: Callable[[Arguments, bool], tuple[Value, str] | None], kind: str
) -> Callable[[Arguments, bool], tuple[Value, str] | None]:
    """The same value, read as a number or an address."""

    def read(arguments: Arguments, every: bool) -> tuple[Value, str] | None:
        found = build(arguments, every)
        if found is None:
            return None
        return (Apply("integer", found[0], ("0",)) if kind == "int" else found[0]), kind

    return read


def _count(
    build: Callable[[Arguments, bool], tuple[Value, str] | None],
) -> Callable[[Arguments, bool], tuple[Value, str] | None]:
    def read(arguments: Arguments, _: bool) -> tuple[Value, str] | None:
        found = build(arguments[:1], True)
        return None if found is None else (Apply("count", found[0]), "int")

    return read


_ITEMS = _header("header-item")
_LINES = _header("header")
_BUILDERS: dict[str, Callable[[Arguments, bool], tuple[Value, str] | None]] = {
    "req.hdr": _ITEMS,
    "req.fhdr": _LINES,
    "req.hdr_cnt": _count(_ITEMS),
    "req.fhdr_cnt": _count(_LINES),
    "req.hdr_ip": _as(_ITEMS, "ip"),
    "req.hdr_val": _as(_ITEMS, "int"),
    "req.cook": _cookie,
    "req.cook_cnt": _count(_cookie),
    "req.cook_val": _as(_cookie, "int"),
    "url_param": _parameter,
    "url_param_val": _as(_parameter, "int"),
}
