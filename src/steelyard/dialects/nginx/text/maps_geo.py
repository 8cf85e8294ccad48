"""``geo`` blocks: a variable by the client's network.

ngx_http_geo_module.c: the longest prefix decides; with ``ranges`` a later range
inside an earlier one takes its part.  A network written twice: the later value.
A text that is no address is looked up as 255.255.255.255 (measured on 1.22.1).
"""

import ipaddress

from steelyard.core.place import Place
from steelyard.core.record import field, record
from steelyard.dialects.nginx.text.syntax import Directive, expanded
from steelyard.dialects.nginx.text.variables import Scope, read_value, weigh
from steelyard.model.values import (
    Apply,
    Field,
    Literal,
    Lookup,
    Opaque,
    Pattern,
    Table,
    TableEntry,
    Value,
)

NO_ADDRESS = ipaddress.IPv4Address("255.255.255.255")
"""What a text that is no address counts as (INADDR_NONE)."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@record
class _Geo:
    """The lines of a ``geo`` block."""

    ranges: bool = False
    default: Value = field(default_factory=lambda: Literal(""))
    entries: dict[Network, TableEntry] = field(default_factory=dict)
    spans: list[TableEntry] = field(default_factory=list)
    proxies: list[TableEntry] = field(default_factory=list)
    complete: bool = True


def read_geo(directive: Directive, scope: Scope) -> Value:
    """The value of the variable that a ``geo`` defines."""
    if len(directive.words) not in (2, 3) or directive.body is None:
        return Opaque(directive.text(), "a geo has a variable and a block")
    source = directive.words[1] if len(directive.words) == 3 else "$remote_addr"
    place = directive.place()
    key = read_value(source, scope, place)
    geo = _Geo()
    body = list(expanded(directive.body))
    geo.ranges = any(line.words == ["ranges"] for line in body)
    for line in body:
        _add(geo, line)
    if geo.proxies:
        forwarded = Apply("last", Field("header-item", "x-forwarded-for"))
        trusted = tuple(TableEntry(entry.pattern, forwarded, entry.place) for entry in geo.proxies)
        key = Lookup(Table("proxies that geo believes", trusted, place), key, key)
    if key != Field("source") and any(NO_ADDRESS in network for network in geo.entries):
        key = Apply("default", Apply("address", key), (str(NO_ADDRESS),))
    networks = sorted(geo.entries, key=lambda network: network.prefixlen, reverse=True)
    entries = [geo.entries[network] for network in networks] + geo.spans[::-1]
    name = directive.words[-1].lstrip("$").lower()
    scope.weights[name] = 1 + weigh(source, scope)
    table = Table(
        f"geo {directive.words[-1]}", tuple(entries), place, geo.complete, on_nothing=True
    )
    return Lookup(table, key, geo.default)


def _add(geo: _Geo, line: Directive) -> None:
    """One line of the block."""
    words = line.words
    place = line.place()
    if len(words) != 2:
        return
    if words[0] == "default":
        geo.default = Literal(words[1])
    elif words[0] == "delete":
        network = _network(words[1])
        if network is not None:
            geo.entries.pop(network, None)
    elif words[0] == "proxy":
        geo.proxies.append(TableEntry(Pattern("network", words[1], place=place), Literal("")))
    elif geo.ranges and "-" in words[0]:
        geo.spans += _span(words[0], Literal(words[1]), place)
    else:
        network = _network(words[0])
        if network is not None:
            pattern = Pattern("network", str(network), place=place)
            geo.entries[network] = TableEntry(pattern, Literal(words[1]), place)


def _network(text: str) -> Network | None:
    """A network as written; host bits are dropped, as NGINX does with a warning."""
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _span(text: str, value: Value, place: Place) -> list[TableEntry]:
    """A range of addresses as the networks that cover it."""
    low, _, high = text.partition("-")
    try:
        first, last = ipaddress.IPv4Address(low), ipaddress.IPv4Address(high)
        networks = list(ipaddress.summarize_address_range(first, last))
    except ValueError:
        return []
    return [
        TableEntry(Pattern("network", str(network), place=place), value, place)
        for network in networks
    ]
