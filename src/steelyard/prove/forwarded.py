"""Headers in which proxies hand on who the client is, and whom a listener believes them of."""

import ipaddress
from collections.abc import Iterable

from steelyard.lint.keys import ADDRESS_HEADERS
from steelyard.model.gateway import Listener

FORWARDED = ("X-Forwarded-For", "X-Real-IP", "CF-Connecting-IP", "True-Client-IP", "X-Client-IP")
"""What a client's address is written into."""


def believed(listener: Listener) -> str:
    """An address that the listener believes about its clients, "" when it names none.

    One of a small network: who believes everybody has named nobody.
    """
    for rule in listener.client_addresses:
        for text in rule.trusted:
            try:
                network = ipaddress.ip_network(text, strict=False)
            except ValueError:
                continue
            if network.version == 4 and network.prefixlen >= 8:
                return str(network[min(1, network.num_addresses - 1)])
    return ""


def without(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The headers that say nothing of the client's address."""
    return [pair for pair in headers if pair[0].lower() not in ADDRESS_HEADERS]
