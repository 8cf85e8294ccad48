"""How a Forecast becomes a `Flow`."""

from steelyard.core.exactness import Exactness
from steelyard.core.record import replace
from steelyard.forecast.flow import ALIKE, COUNTED, PROMISED, UNKNOWN, Flow, Link, Node, Weights
from steelyard.forecast.result import Forecast, PoolForecast, ServerShare
from steelyard.forecast.ways import Way, ways
from steelyard.model.gateway import Bind, Listener
from steelyard.model.pool import Server

MOST_DETAILS = 20
"""Texts of further routes that one node keeps."""

UNWEIGHED = (
    "Routes are drawn alike: no log was given, so how requests divide between them is "
    "not known. What a server gets is stated as a part of its own pool."
)
SPLIT = (
    "The log does not say which listener took a request: where several lead to one pool, "
    "they are drawn alike."
)

BACKUP, DISABLED, WEIGHTLESS, DOWN = "backup", "disabled", "weight 0", "down"
REASONS = (BACKUP, DISABLED, WEIGHTLESS, DOWN)
"""The words that explain why a server gets nothing."""

Drawn = dict[tuple[str, str], tuple[float, str]]
"""The amount and its basis by entry and by key of the pool or end."""


def flow_of(promise: Forecast, weights: Weights | None = None) -> Flow:
    """The flow of a gateway; ``weights`` of a log give the routes their widths."""
    flow = Flow(weighed=weights is not None)
    entries = _entries(promise)
    found = {
        entry: {pool: lines for pool, lines in each.items() if pool in promise.pools}
        for entry, each in ((entry, ways(promise.gateway, entry)) for entry in entries)
    }
    drawn = _alike(found) if weights is None else _counted(found, entries, weights)
    for entry, listeners in entries.items():
        node = _listener(entry, listeners, bool(found[entry]))
        flow.nodes[node.key] = node
    for entry, each in found.items():
        for pool, lines in each.items():
            node = _route(entry, pool, lines)
            flow.nodes[node.key] = node
            amount, basis = drawn.get((entry, f"pool:{pool}"), (0.0, COUNTED))
            flow.links.append(Link(f"listener:{entry}", node.key, amount, None, basis))
            flow.links.append(Link(node.key, f"pool:{pool}", amount, 1.0, PROMISED))
    reached = {pool for each in found.values() for pool in each}
    totals: dict[str, float] = {}
    for (_, key), (amount, _) in drawn.items():
        totals[key] = totals.get(key, 0.0) + amount
    for pool, shares in promise.pools.items():
        _add_pool(flow, shares, totals.get(f"pool:{pool}", 0.0), pool in reached)
    for (entry, key), (amount, basis) in drawn.items():
        if key.startswith("end:"):
            flow.nodes.setdefault(key, Node(key, "route", key.removeprefix("end:"), end=True))
            flow.links.append(Link(f"listener:{entry}", key, amount, None, basis))
    _settle(flow)
    if any(link.basis == ALIKE for link in flow.links):
        flow.notes.append(UNWEIGHED if weights is None else SPLIT)
    return flow


def _entries(promise: Forecast) -> dict[str, list[Listener]]:
    """The listeners by the chain that their requests start in."""
    entries: dict[str, list[Listener]] = {}
    for listener in promise.gateway.listeners:
        if not listener.disabled:
            chains = [bind.entry or listener.entry for bind in listener.binds]
            for entry in dict.fromkeys(chains or [listener.entry]):
                entries.setdefault(entry, []).append(listener)
    return entries


def _alike(found: dict[str, dict[str, list[Way]]]) -> Drawn:
    """Every listener the same, and every pool of a listener."""
    leading = [entry for entry, pools in found.items() if pools]
    return {
        (entry, f"pool:{pool}"): (
            1 / len(leading) / len(found[entry]),
            PROMISED if len(leading) == len(found[entry]) == 1 else ALIKE,
        )
        for entry in leading
        for pool in found[entry]
    }


def _counted(
    found: dict[str, dict[str, list[Way]]], entries: dict[str, list[Listener]], weights: Weights
) -> Drawn:
    """As the log says; where it does not know the listener, those that lead there alike."""
    total = weights.total or 1.0
    drawn: Drawn = {}
    counts = {f"pool:{pool}": number for pool, number in weights.pools.items()}
    counts |= {f"end:{end}": number for end, number in weights.ends.items()}
    for key, number in counts.items():
        name = key.partition(":")[2]
        leading = [e for e in entries if key.startswith("end:") or name in found[e]]
        exact = {
            entry: sum(
                weights.listeners.get(listener, {}).get(name, 0.0)
                for listener in dict.fromkeys(each.name for each in entries[entry])
            )
            for entry in leading
        }
        known = sum(exact.values())
        for entry in leading:
            part = exact[entry] / known if known else 1 / len(leading)
            basis = COUNTED if known or len(leading) == 1 else ALIKE
            if part:
                drawn[entry, key] = (number / total * part, basis)
    return drawn


def _listener(entry: str, listeners: list[Listener], leads: bool) -> Node:
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


def _route(entry: str, pool: str, lines: list[Way]) -> Node:
    """The ways of one entry to one pool."""
    more = len(lines) - 1
    words = (f"and {more} more route{'s' if more > 1 else ''}",) if more else ()
    details = tuple(f"{way.text} ({way.place})" for way in lines[:MOST_DETAILS]) if more else ()
    if len(lines) > MOST_DETAILS:
        details += (f"and {len(lines) - MOST_DETAILS} more",)
    first = lines[0]
    return Node(f"route:{entry}:{pool}", "route", first.text, first.place, words, details)


def _add_pool(flow: Flow, promise: PoolForecast, amount: float, reached: bool) -> None:
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
        exactness=promise.exactness,
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


def _settle(flow: Flow) -> None:
    """Every node gets the amount that its links bring or, at the start, take away."""
    brought: dict[str, float] = {}
    sure: dict[str, bool] = {}
    for link in flow.links:
        ends = (
            [link.target] if not link.source.startswith("listener:") else [link.source, link.target]
        )
        for key in ends:
            brought[key] = brought.get(key, 0.0) + link.amount
            sure[key] = sure.get(key, True) and link.basis in (COUNTED, PROMISED)
    for key, node in flow.nodes.items():
        amount = brought.get(key, 0.0)
        share = node.share
        if flow.weighed and node.column != "server":
            counted = node.column == "pool" or sure.get(key, True)
            share = amount if counted else None
        flow.nodes[key] = replace(node, amount=amount, share=share)
