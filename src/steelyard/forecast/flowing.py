"""How a Forecast becomes a `Flow`."""

from steelyard.core.record import replace
from steelyard.forecast.flow import ALIKE, COUNTED, PROMISED, Flow, Link, Node, Weights
from steelyard.forecast.flow_nodes import add_pool, listener_node, route_node
from steelyard.forecast.result import Forecast
from steelyard.forecast.ways import Way, ways
from steelyard.model.gateway import Listener

DIGITS = 12
"""Sums are rounded to these, so that all of it is 1 and not a little less."""

UNWEIGHED = (
    "Routes are drawn alike: no log was given, so how requests divide between them is "
    "not known. What a server gets is stated as a part of its own pool."
)
SPLIT = (
    "The log does not say which listener took a request: where several lead to one pool, "
    "they are drawn alike."
)

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
        node = listener_node(entry, listeners, bool(found[entry]))
        flow.nodes[node.key] = node
    for entry, each in found.items():
        for pool, lines in each.items():
            node = route_node(entry, pool, lines)
            flow.nodes[node.key] = node
            amount, basis = drawn.get((entry, f"pool:{pool}"), (0.0, COUNTED))
            flow.links.append(Link(f"listener:{entry}", node.key, amount, None, basis))
            flow.links.append(Link(node.key, f"pool:{pool}", amount, 1.0, PROMISED))
    reached = {pool for each in found.values() for pool in each}
    totals: dict[str, float] = {}
    for (_, key), (amount, _) in drawn.items():
        totals[key] = totals.get(key, 0.0) + amount
    for pool, shares in promise.pools.items():
        add_pool(flow, shares, totals.get(f"pool:{pool}", 0.0), pool in reached)
    for (entry, key), (amount, basis) in drawn.items():
        if key.startswith("end:"):
            flow.nodes.setdefault(key, Node(key, "route", key.removeprefix("end:"), end=True))
            flow.links.append(Link(f"listener:{entry}", key, amount, None, basis))
    _settle(flow)
    if weights is not None:
        number = f"{weights.total:,.0f}"
        flow.notes.append(
            f"Weighed by {number} requests of a log, sent through this configuration."
        )
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
        amount = round(brought.get(key, 0.0), DIGITS)
        share = node.share
        if flow.weighed and node.column != "server":
            counted = node.column == "pool" or sure.get(key, True)
            share = amount if counted else None
        flow.nodes[key] = replace(node, amount=amount, share=share)
