"""What shows only when everything is read: headers that are asked for, keys that never vary."""

import re

from steelyard.dialects.nginx.text.mentions import mentions
from steelyard.dialects.nginx.text.tree import Configuration
from steelyard.model.gateway import Gateway
from steelyard.model.pool import HashKey
from steelyard.model.routing import Call, Goto, Restart, SetVariable, Switch, ToPool
from steelyard.model.values import Literal, Opaque

_HEADER = re.compile(r"\$\{?http_(\w+)")
_NOT_ASKED = frozenset({"hash", "log_format", "access_log", "error_log"})

FIXED = frozenset({"$server_name", "$hostname", "$nginx_version", "$server_addr", "$server_port"})
"""Variables that are the same for all requests of one server block."""


def note_headers(configuration: Configuration, gateway: Gateway) -> None:
    """Every ``$http_NAME`` outside log formats, as a header that the gateway reads.

    The key of ``hash`` does not count: it is what a rule asks about.
    """
    if any("$http_" in text or "${http_" in text for text in configuration.files.values()):
        for block in (*configuration.blocks("http"), *configuration.blocks("stream")):
            for directive in mentions(block):
                if "http_" in directive.raw and directive.words[0] not in _NOT_ASKED:
                    for found in _HEADER.finditer(directive.text()):
                        name = found[1].lower().replace("_", "-")
                        gateway.headers_read.setdefault(name, directive.place())


def settle_keys(gateway: Gateway) -> None:
    """Marks hash keys that are the same for every request, and their text where it is one."""
    for pool in gateway.pools.values():
        key = pool.balance.key
        if key is not None and isinstance(key.value, Opaque) and key.value.text in FIXED:
            key.varies = False
            if key.value.text == "$server_name":
                _name_server(gateway, pool.name, key)


def _name_server(gateway: Gateway, pool: str, key: HashKey) -> None:
    """``$server_name`` where only server blocks of one name lead to the pool."""
    texts = {
        action.value.text
        for chain, route in gateway.routes()
        for action in route.actions
        if isinstance(action, SetVariable)
        and action.name == "server_name"
        and isinstance(action.value, Literal)
        and _leads_to(gateway, chain.name, pool)
    }
    if len(texts) == 1:
        key.value = Literal(texts.pop())


def _leads_to(gateway: Gateway, start: str, pool: str) -> bool:
    """Whether some action reachable from the chain names the pool."""
    waiting, seen = [start], {start}
    while waiting:
        chain = gateway.chains.get(waiting.pop())
        for route in chain.routes if chain is not None else ():
            for action in route.actions:
                if isinstance(action, ToPool) and action.pool == pool:
                    return True
                following: list[str] = []
                if isinstance(action, Goto | Call | Restart):
                    following = [action.chain]
                elif isinstance(action, Switch):
                    following = [*action.cases.values(), action.otherwise or ""]
                for name in following:
                    if name not in seen:
                        seen.add(name)
                        waiting.append(name)
    return False
