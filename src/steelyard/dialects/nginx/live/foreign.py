"""Servers that speak FastCGI, gRPC, uwsgi, SCGI or memcached: asked by HTTP here.

What holds while a request is passed on (retries, time limits) is taken over from
the protocol's own directives, so that servers are left out and tried as before.
"""

from steelyard.dialects.nginx.live.work import Level, Work
from steelyard.dialects.nginx.text.inherit import inherited
from steelyard.dialects.nginx.text.syntax import Directive

FOREIGN_PASSES = {
    "fastcgi_pass": "fastcgi",
    "grpc_pass": "grpc",
    "uwsgi_pass": "uwsgi",
    "scgi_pass": "scgi",
    "memcached_pass": "memcached",
}
"""The directives that pass on by another protocol than HTTP, with the beginning of theirs."""

_SETTINGS = {
    "next_upstream": "error timeout",
    "next_upstream_tries": "0",
    "next_upstream_timeout": "0",
    "connect_timeout": "60s",
    "read_timeout": "60s",
    "send_timeout": "60s",
    "intercept_errors": "off",
    "cache": "off",
}
_EVENTS = {"not_found": "http_404", "invalid_response": "invalid_header"}


def settings(work: Work, item: Directive, level: Level) -> list[str]:
    """The ``proxy_*`` lines that stand for the protocol's own, where the pass stands."""
    prefix = FOREIGN_PASSES[item.words[0]]
    if level.context != "l":
        work.doubt(
            item.place(), f"The retries and time limits of {prefix}_* do not hold in an if here."
        )
        return []
    lines = []
    for name, default in _SETTINGS.items():
        own = inherited(level.scopes, f"{prefix}_{name}")
        if own is None and inherited(level.scopes, f"proxy_{name}") is None:
            continue
        value = default if own is None or name == "cache" else _written(own)
        lines.append(f"proxy_{name} {value};")
        if name == "cache" and own is not None and own.words[1:] != ["off"]:
            work.doubt(own.place(), f"{prefix}_cache is not used: every request reaches a server.")
    return lines


def is_replaced(item: Directive, level: Level) -> bool:
    """Whether a ``proxy_*`` directive gives way to what `settings` writes in its block."""
    name = item.words[0].removeprefix("proxy_")
    if level.context != "l" or name not in _SETTINGS or name == item.words[0]:
        return False
    return bool(level.block.named_any(frozenset(FOREIGN_PASSES)))


def _written(own: Directive) -> str:
    """The value as it stands, without the protocol's own words."""
    values = [_EVENTS.get(word, word) for word in own.words[1:]]
    return " ".join(dict.fromkeys(values))
