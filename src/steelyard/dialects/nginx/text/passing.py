"""What holds where requests are passed on: time limits, retries, TLS, checks.

ngx_http_upstream.c (ngx_http_upstream_next), ngx_http_proxy_module.c and its
siblings for FastCGI, gRPC, uwsgi, SCGI and memcached, ngx_stream_proxy_module.c.
In NGINX these belong to the place that passes on, not to the ``upstream``.
"""

from collections.abc import Sequence

from steelyard.core.place import Place
from steelyard.dialects.nginx.text.inherit import inherited
from steelyard.dialects.nginx.text.syntax import Directive
from steelyard.dialects.nginx.text.units import parse_number, parse_time
from steelyard.model.pool import HealthCheck, Pool, Retry, Setting

_SECURE = frozenset({"https", "grpcs", "suwsgi"})
_SPEAKS = {"fastcgi": "fastcgi", "uwsgi": "uwsgi", "scgi": "scgi", "memcached": "memcached"}
_MINUTE = Setting(60.0, implicit=True)
_TEN_MINUTES = Setting(600.0, implicit=True)

_HTTP_TIMES = {"connect": "connect_timeout", "response": "read_timeout", "send": "send_timeout"}
_STREAM_TIMES = {"connect": "connect_timeout", "tunnel": "timeout"}

_EVENTS = {
    "error": ("connect", "empty"),
    "timeout": ("timeout",),
    "invalid_header": ("invalid",),
}

DEFAULT = Retry(0, frozenset({"connect", "empty", "timeout"}), another=True)
"""``error timeout``: every server once, and nothing that the server answered."""

STREAM_DEFAULT = Retry(0, frozenset({"connect", "timeout"}), another=True)
"""A stream is passed on only once; only connecting may be tried elsewhere."""


def apply_place(
    pool: Pool, scopes: Sequence[Directive], directive: str, scheme: str, place: Place
) -> None:
    """Give the pool what holds at a place that uses it.

    The first place counts; a later one that says otherwise is noted in
    ``pool.settings``.
    """
    stream = bool(scopes) and scopes[0].words[0] == "stream"
    prefix = directive.removesuffix("_pass")
    times = _times(scopes, prefix, _STREAM_TIMES if stream else _HTTP_TIMES)
    retry = _stream_retry(scopes, place) if stream else _retry(scopes, prefix, place)
    if pool.retry is None:
        pool.retry = retry
        pool.timeouts |= times
        _mark_servers(pool, scopes, prefix, scheme, stream)
    else:
        _note_differences(pool, times, retry, place)
    if scopes and pool.check is None:
        checks = scopes[-1].named("health_check")
        if checks:
            pool.check = _health_check(checks[-1], stream)
            for server in pool.servers:
                server.check = pool.check


def _times(scopes: Sequence[Directive], prefix: str, names: dict[str, str]) -> dict[str, Setting]:
    """The time limits by neutral name."""
    found = {}
    for neutral, name in names.items():
        directive = inherited(scopes, f"{prefix}_{name}")
        setting = None if directive is None else time_setting(directive)
        default = _TEN_MINUTES if neutral == "tunnel" else _MINUTE
        found[neutral] = setting or default
    return found


def time_setting(directive: Directive, word: int = 1) -> Setting | None:
    """The time that a directive's word says, None when it says none."""
    if len(directive.words) <= word:
        return None
    written = directive.words[word]
    seconds = parse_time(written)
    return None if seconds is None else Setting(seconds, written, directive.place())


def _retry(scopes: Sequence[Directive], prefix: str, place: Place) -> Retry:
    """``*_next_upstream`` with its limits."""
    directive = inherited(scopes, f"{prefix}_next_upstream")
    tries = inherited(scopes, f"{prefix}_next_upstream_tries")
    limit = inherited(scopes, f"{prefix}_next_upstream_timeout")
    if directive is None and tries is None and limit is None:
        return DEFAULT
    words = directive.words[1:] if directive is not None else ["error", "timeout"]
    on: set[str] = set()
    for word in words:
        on.update(_EVENTS.get(word, ()))
        if word.startswith("http_"):
            on.add(word[5:])
    attempts, budget = _limits(tries, limit)
    if "off" in words:
        attempts, on = 1, set()
    written = directive or tries or limit
    return Retry(
        attempts,
        frozenset(on),
        another=True,
        repeats_writes="non_idempotent" in words,
        budget=budget,
        place=place if written is None else written.place(),
        implicit=False,
    )


def _stream_retry(scopes: Sequence[Directive], place: Place) -> Retry:
    """``proxy_next_upstream on|off`` of streams."""
    directive = inherited(scopes, "proxy_next_upstream")
    tries = inherited(scopes, "proxy_next_upstream_tries")
    limit = inherited(scopes, "proxy_next_upstream_timeout")
    if directive is None and tries is None and limit is None:
        return STREAM_DEFAULT
    attempts, budget = _limits(tries, limit)
    on = STREAM_DEFAULT.on
    if directive is not None and directive.words[1:] == ["off"]:
        attempts, on = 1, frozenset()
    written = directive or tries or limit
    where = place if written is None else written.place()
    return Retry(attempts, on, another=True, budget=budget, place=where, implicit=False)


def _limits(tries: Directive | None, limit: Directive | None) -> tuple[int, float]:
    """Attempts and seconds at most, 0 without limit."""
    attempts = parse_number(tries.words[1]) if tries is not None and len(tries.words) > 1 else 0
    seconds = parse_time(limit.words[1]) if limit is not None and len(limit.words) > 1 else 0.0
    return attempts or 0, seconds or 0.0


def _mark_servers(
    pool: Pool, scopes: Sequence[Directive], prefix: str, scheme: str, stream: bool
) -> None:
    """What the place says about the connections to the servers."""
    secure = scheme in _SECURE
    sends = False
    if stream:
        tls = inherited(scopes, "proxy_ssl")
        secure = tls is not None and tls.words[1:] == ["on"]
        header = inherited(scopes, "proxy_protocol")
        sends = header is not None and header.words[1:] == ["on"]
    speaks = _SPEAKS.get(prefix, "h2" if prefix == "grpc" else "")
    if secure or sends or speaks:
        for server in pool.servers:
            server.tls = secure
            server.send_proxy = sends
            server.protocol = speaks


def _note_differences(pool: Pool, times: dict[str, Setting], retry: Retry, place: Place) -> None:
    """Note that a later place has other limits than the pool got from the first."""
    other = [
        name
        for name, setting in times.items()
        if name in pool.timeouts and pool.timeouts[name].value != setting.value
    ]
    if pool.retry is not None and _said(pool.retry) != _said(retry):
        other.append("retry")
    for name in other:
        pool.settings.setdefault(f"{name}-differs", Setting(True, "", place))


def _said(retry: Retry) -> tuple[int, frozenset[str], bool, float]:
    """What two retries are compared by: not where they stand."""
    return retry.attempts, retry.on, retry.repeats_writes, retry.budget


def _health_check(directive: Directive, stream: bool) -> HealthCheck:
    """``health_check`` of NGINX Plus."""
    options = dict(word.partition("=")[::2] for word in directive.words[1:])
    place = directive.place()
    check = HealthCheck("connect" if stream else "http", place, interval=5.0, rise=1, fall=1)
    check.interval = parse_time(options.get("interval", "")) or 5.0
    check.rise = parse_number(options.get("passes", "")) or 1
    check.fall = parse_number(options.get("fails", "")) or 1
    check.port = parse_number(options.get("port", ""))
    if not stream:
        check.method = "GET"
        check.path = options.get("uri", "/")
        check.expect = options.get("match", "")
    return check
