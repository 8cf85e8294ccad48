"""Whether the arguments of directives are values that NGINX takes.

ngx_conf_file.c (the ngx_conf_set_*_slot functions), and the functions of the
directives that have their own.
"""

from collections.abc import Callable

from steelyard.dialects.nginx.text.maps_split import hundredths
from steelyard.dialects.nginx.text.syntax import Directive, expanded
from steelyard.dialects.nginx.text.units import parse_number, parse_size, parse_time

Fault = tuple[str, str]
"""What NGINX says, and what to do."""

_ALWAYS = frozenset({"error", "timeout", "non_idempotent", "off", "invalid_header"}) | {
    "http_500",
    "http_503",
    "http_403",
    "http_404",
    "http_429",
}
_EVENTS = {
    "proxy_next_upstream": _ALWAYS | {"http_502", "http_504", "on"},
    "grpc_next_upstream": _ALWAYS | {"http_502", "http_504"},
    "uwsgi_next_upstream": _ALWAYS | {"http_502", "http_504"},
    "fastcgi_next_upstream": _ALWAYS,
    "scgi_next_upstream": _ALWAYS,
}


def value_fault(item: Directive, kind: str) -> Fault | None:
    """What NGINX says about a directive's values; None when it takes them.

    ``kind`` as in the table of directives.
    """
    name, value = item.words[0], item.words[1]
    own = _OWN.get(name)
    if own is not None:
        return own(item)
    if kind == "b" and value.lower() not in ("on", "off"):
        message = f'invalid value "{value}" in "{name}" directive, it must be "on" or "off"'
        return message, 'Write "on" or "off".'
    if kind in ("t", "T") and parse_time(value, milliseconds=kind == "t") is None:
        return f'"{name}" directive invalid value', "Write a time such as 30s, 500ms or 1m."
    if kind == "z" and parse_size(value) is None:
        return f'"{name}" directive invalid value', "Write a size such as 8k or 1m."
    if kind == "n" and parse_number(value) is None:
        return f'"{name}" directive invalid number', "Write a whole number."
    return None


def _next_upstream(item: Directive) -> Fault | None:
    """The events of ``*_next_upstream``."""
    name = item.words[0]
    for word in item.words[1:]:
        if word not in _EVENTS[name]:
            message = f'invalid value "{word}" in "{name}" directive'
            return message, f"It may be {', '.join(sorted(_EVENTS[name]))}."
    return None


def _split(item: Directive) -> Fault | None:
    """``split_clients``: hundredths of a percent, 10000 together at most."""
    total = 0
    for line in expanded(item.body or []):
        if len(line.words) != 2 or line.words[0] == "*":
            continue
        share = hundredths(line.words[0])
        if not share:
            message = f'invalid percent value "{line.words[0]}"'
            return message, "Write a percentage above zero with two decimals at most, such as 0.5%."
        total += share
    if total <= 10000:
        return None
    message = f"percent total is greater than 100%: the parts add up to {total / 100:g} %"
    return message, 'Lower the parts to 100 % together, or write "*" for the last one.'


def _hash(item: Directive) -> Fault | None:
    """``hash KEY [consistent]``."""
    if item.words[2:3] in ([], ["consistent"]):
        return None
    return f'invalid parameter "{item.words[2]}"', 'Only "consistent" may follow the key.'


def _random(item: Directive) -> Fault | None:
    """``random [two [least_conn]]``; NGINX Plus has ``least_time`` too."""
    words = item.words[1:]
    if words[:1] not in ([], ["two"]):
        return f'invalid parameter "{words[0]}"', 'Only "two" may follow.'
    if len(words) > 1 and words[1] != "least_conn" and not words[1].startswith("least_time"):
        return f'invalid parameter "{words[1]}"', 'Only "least_conn" may follow.'
    return None


def _keepalive(item: Directive) -> Fault | None:
    """``keepalive NUMBER [local]``."""
    if parse_number(item.words[1]) is not None:
        return None
    message = f'invalid value "{item.words[1]}" in "keepalive" directive'
    return message, "Write how many idle connections each worker keeps."


def _timeouts(item: Directive) -> Fault | None:
    """``keepalive_timeout TIME [HEADER]``."""
    if parse_time(item.words[1]) is not None:
        return None
    return 'invalid value in "keepalive_timeout" directive', "Write a time such as 65s."


def _zone(item: Directive) -> Fault | None:
    """``zone NAME SIZE``; at least eight pages, which no text can be sure of."""
    if len(item.words) < 3:
        return None
    size = parse_size(item.words[2])
    if size is None:
        return f'invalid zone size "{item.words[2]}"', "Write a size such as 64k."
    if size < 8 * 4096:
        return f'zone "{item.words[1]}" is too small', "Give it 64k or more."
    return None


_OWN: dict[str, Callable[[Directive], Fault | None]] = {
    **dict.fromkeys(_EVENTS, _next_upstream),
    "hash": _hash,
    "random": _random,
    "keepalive": _keepalive,
    "keepalive_timeout": _timeouts,
    "zone": _zone,
    "split_clients": _split,
}
