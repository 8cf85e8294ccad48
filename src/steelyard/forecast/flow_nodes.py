"""The nodes of a `Flow`: listeners, routes, pools and servers, and what is said of each."""

from steelyard.core.exactness import Exactness
from steelyard.forecast.flow import PROMISED, UNKNOWN, Flow, Link, Node
from steelyard.forecast.result import PoolForecast, ServerShare
from steelyard.forecast.ways import Way
from steelyard.model.gateway import Bind, Listener
from steelyard.model.pool import Server

MOST_DETAILS = 20
"""Texts of further routes that one node keeps."""

BACKUP, DISABLED, WEIGHTLESS, DOWN = "backup", "disabled", "weight 0", "down"
REASONS = (BACKUP, DISABLED, WEIGHTLESS, DOWN)
"""The words that explain why a server gets nothing."""


def listener_node(entry: str, listeners: list[Listener], leads: bool) -> Node:
    """All that share one first chain: server blocks of one socket are told apart by routes."""
    first = listeners[0]
    binds = [
        bind for each in listeners for bind in each.binds if (bind.entry or each.entry) == entry
    ]
    sockets = tuple(dict.fromkeys(_socket(bind) for bind in binds))
    names = list(dict.fromkeys(each.name for each in listeners))
    name = first.name if len(names) == 1 else " ".join(sockets[:1]) or first.name
    words = [", ".join(sockets[:3]) + (f" and {len(sockets) - 3} more" if len(sockets) > 3 else "")]
    if len(names) > 1:
        words.append(f"{len(names)} servers by name")
    details = tuple(names[:MOST_DETAILS]) if len(names) > 1 else ()
    return Node(
        f"listener:{entry}",
        "listener",
        name,
        first.place,
        tuple(word for word in words if word and word != name),
        details,
        mark="" if leads else "nowhere",
    )


def _socket(bind: Bind) -> str:
    """An address as people write it."""
    if bind.port is None:
        return bind.address or "*"
    host = f"[{bind.address}]" if ":" in bind.address else bind.address or "*"
    return f"{host}:{bind.port}" + (" TLS" if bind.tls else "")


def route_node(entry: str, pool: str, lines: list[Way]) -> Node:
    """The ways of one entry to one pool."""
    more = len(lines) - 1
    words = (f"and {more} more route{'s' if more > 1 else ''}",) if more else ()
    details = tuple(f"{way.text} ({way.place})" for way in lines[:MOST_DETAILS]) if more else ()
    if len(lines) > MOST_DETAILS:
        details += (f"and {len(lines) - MOST_DETAILS} more",)
    first = lines[0]
    return Node(f"route:{entry}:{pool}", "route", first.text, first.place, words, details)


def add_pool(flow: Flow, promise: PoolForecast, amount: float, reached: bool) -> None:
    """A pool, its servers and what each gets."""
    pool = promise.pool
    written = pool.balance.written or pool.balance.algorithm
    known = sum(entry.share for entry in promise.servers if entry.share is not None)
    open_ended = sum(1 for entry in promise.servers if entry.share is None)
    mark = "" if promise.serves else "nothing"
    if promise.exactness is Exactness.UNKNOWN or open_ended:
        mark = "unknown"
    words = (written + (" (the default)" if pool.balance.implicit else ""),)
    if not promise.servers:
        mark, words = "", ("no servers",)
    if not reached:
        mark = "unreached"
    key = f"pool:{pool.name}"
    flow.nodes[key] = Node(
        key,
        "pool",
        pool.name,
        pool.place,
        words,
        tuple(promise.assumptions),
        mark=mark,
        exactness=promise.exactness if promise.servers else None,
    )
    for entry in promise.servers:
        node = _server(promise, entry, flow)
        flow.nodes[node.key] = node
        if entry.share is None:
            part = amount * max(0.0, 1 - known) / open_ended
            flow.links.append(Link(key, node.key, part, None, UNKNOWN))
        else:
            basis = UNKNOWN if node.mark == "unknown" else PROMISED
            flow.links.append(Link(key, node.key, amount * entry.share, entry.share, basis))


def _server(promise: PoolForecast, entry: ServerShare, flow: Flow) -> Node:
    """One server; the second of a name gets a key of its own."""
    server, pool, number = entry.server, promise.pool.name, 1
    key = f"server:{pool}/{server.name}"
    while key in flow.nodes:
        number += 1
        key = f"server:{pool}/{server.name}#{number}"
    reasons = _standing(server, entry.share)
    mark = ""
    if entry.share == 0 and (reasons or promise.exactness is not Exactness.UNKNOWN):
        mark = "" if server.backup else "nothing"
    elif entry.share is None or promise.exactness is Exactness.UNKNOWN:
        mark = "unknown"
    elif entry.share == 1 and len(promise.servers) > 1:
        mark = "everything"
    address = server.address if server.port is None else f"{server.address}:{server.port}"
    words = (address, *reasons)
    shown = tuple(word for word in words if word and word != server.name)
    return Node(key, "server", server.name, server.place, shown, share=entry.share, mark=mark)


def _standing(server: Server, share: float | None) -> list[str]:
    """What explains a share that is not the usual one."""
    words = [BACKUP] if server.backup else []
    if server.admin == "out":
        words.append(DISABLED)
    elif server.admin == "drain" or server.applied_weight == 0:
        words.append(WEIGHTLESS)
    elif share == 0 and not server.backup:
        words.append(DOWN)
    return words
