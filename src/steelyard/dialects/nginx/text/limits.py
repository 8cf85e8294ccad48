"""``limit_req`` and ``limit_conn``: what the gateway itself refuses to pass on.

ngx_http_limit_req_module.c, ngx_http_limit_conn_module.c.
"""

import re
from collections.abc import Sequence

from steelyard.dialects.nginx.text.inherit import inherited_all
from steelyard.dialects.nginx.text.syntax import Directive, expanded
from steelyard.dialects.nginx.text.units import parse_number
from steelyard.model.gateway import Named
from steelyard.model.pool import Setting

_ADDRESSES = frozenset({"$binary_remote_addr", "$remote_addr"})
_PEERS = frozenset({"$realip_remote_addr"})
_RATE = re.compile(r"([0-9]{1,12})r/([sm])")


def limit_settings(scopes: Sequence[Directive], rates: dict[str, float]) -> dict[str, Setting]:
    """``rate`` (requests per second and key) and ``connections-per-key``.

    Those of the block itself; locations may have others.  ``rates`` are those
    of the zones (`zone_rates`).
    """
    found = {}
    for directive in inherited_all(scopes, "limit_req"):
        options = dict(word.partition("=")[::2] for word in directive.words[1:])
        rate = rates.get(options.get("zone", ""))
        if rate is not None:
            found["rate"] = Setting(rate, directive.text(), directive.place())
    for directive in inherited_all(scopes, "limit_conn"):
        number = parse_number(directive.words[2]) if len(directive.words) == 3 else None
        if number is not None:
            setting = Setting(number, directive.text(), directive.place())
            found["connections-per-key"] = setting
    return found


def named_limits(block: Directive) -> list[Named]:
    """The zones of limits, each with the directives that apply it.

    ``per`` is ``source`` where every client address has a count of its own, ``peer`` where
    it is the address that connected, whoever the client is.
    """
    found: dict[tuple[str, str], Named] = {}
    for kind in ("limit_req", "limit_conn"):
        for directive in block.named(f"{kind}_zone"):
            options = dict(word.partition("=")[::2] for word in directive.words[2:])
            name = options.get("zone", "").partition(":")[0]
            key = directive.words[1] if len(directive.words) > 1 else ""
            per = "source" if key in _ADDRESSES else "peer" if key in _PEERS else ""
            settings = {"per": Setting(per, key, directive.place(1))}
            found[kind, name] = Named("limit", name, directive.place(), settings=settings)
    waiting = [block]
    while waiting and found:
        for directive in expanded(waiting.pop().body or []):
            if directive.body is not None:
                waiting.append(directive)
            elif directive.words[0] in ("limit_req", "limit_conn"):
                for word in directive.words[1:]:
                    named = found.get((directive.words[0], word.removeprefix("zone=")))
                    if named is not None:
                        named.uses.append(directive.place())
    return list(found.values())


def zone_rates(block: Directive) -> dict[str, float]:
    """Requests per second of every ``limit_req_zone`` of an ``http`` block."""
    found = {}
    for directive in block.named("limit_req_zone"):
        options = dict(word.partition("=")[::2] for word in directive.words[2:])
        rate = _RATE.fullmatch(options.get("rate", ""))
        if rate is not None:
            per_second = int(rate[1]) / (60 if rate[2] == "m" else 1)
            found[options.get("zone", "").partition(":")[0]] = per_second
    return found
