"""Groups what is small, so that a picture of thousands of servers can be read.

Several flows are condensed alike: what is shown of one is shown of the others.
"""

from collections.abc import Iterable, Mapping, Sequence

from steelyard.core.record import frozen, replace
from steelyard.forecast.flow import ALIKE, UNKNOWN, Flow, Link, Node
from steelyard.lint.words import share_text

REST = "\0rest"
"""Ends the keys of groups of what is small; no name of a configuration holds it."""
SAME = "\0same"
"""Ends the keys of groups of servers that get the same."""

CHANGED = 2
"""The rank of what is not the same in all flows."""

LISTED = 20
"""Members that a group names."""

FEWEST = 3
"""Servers that get the same and are put together at least."""


@frozen
class Limits:
    """How many of each column are drawn; ``per_pool`` servers of one pool at most and at least."""

    listeners: int = 24
    routes: int = 60
    pools: int = 40
    servers: int = 60
    per_pool: tuple[int, int] = (8, 4)


def is_group(node: Node) -> bool:
    """Whether a node stands for several."""
    return node.key.endswith((REST, SAME))


def condense(flows: Sequence[Flow], limits: Limits | None = None) -> list[Flow]:
    """The flows with what is small put together; as they are when all of it fits."""
    weight = _weights(flows)
    limits = limits or _limits(flows, weight)
    into: dict[str, str] = {}
    for column, most in (("listener", limits.listeners), ("pool", limits.pools)):
        into |= _least(_keys(flows, column), most, f"{column}:{REST}", weight)
    grouped_pools = {key for key in into if key.startswith("pool:")}
    routes = _keys(flows, "route")
    lost = _routes_of(flows, grouped_pools | {k for k in into if k.startswith("listener:")})
    into |= {key: f"route:{REST}" for key in routes if key in lost}
    kept = [key for key in routes if key not in lost]
    into |= _least(kept, limits.routes - bool(lost), f"route:{REST}", weight)
    into |= _servers(flows, grouped_pools, limits, weight)
    return [_merged(flow, into) for flow in flows] if into else list(flows)


def _limits(flows: Sequence[Flow], weight: Mapping[str, tuple[int, float]]) -> Limits:
    """Of two flows what is the same may be put away sooner: what changed is to be seen."""
    if len(flows) < 2:
        return Limits()
    changed = sum(weight[key][0] >= CHANGED for key in _keys(flows, "pool"))
    return Limits(routes=40, pools=max(12, min(changed + 3, 30)), servers=48)


def _keys(flows: Sequence[Flow], column: str) -> list[str]:
    """The keys of a column, of all flows."""
    return list(dict.fromkeys(node.key for flow in flows for node in flow.column(column)))


def _weights(flows: Sequence[Flow]) -> dict[str, tuple[int, float]]:
    """How much each node wants to be shown: what changed, what is remarkable, what is much."""
    weight: dict[str, tuple[int, float]] = {}
    for flow in flows:
        for key, node in flow.nodes.items():
            others = [other.nodes.get(key) for other in flows]
            changed = any(other is None or other.share != node.share for other in others)
            rank = CHANGED * changed + (node.mark in ("everything", "unknown", "nothing"))
            amount = node.share or 0.0 if node.column == "server" else node.amount
            weight[key] = max(weight.get(key, (0, 0.0)), (rank, amount))
    for flow in flows:  # a pool is as remarkable as its servers
        for link in flow.links:
            if link.source.startswith("pool:"):
                rank, amount = weight[link.source]
                weight[link.source] = (max(rank, weight[link.target][0]), amount)
    return weight


def _least(
    keys: list[str], most: int, group: str, weight: Mapping[str, tuple[int, float]]
) -> dict[str, str]:
    """The keys to be grouped so that at most ``most`` remain, the group included."""
    if len(keys) <= most:
        return {}
    ranked = sorted(keys, key=lambda key: (-weight[key][0], -weight[key][1]))
    return dict.fromkeys(ranked[max(0, most - 1) :], group)


def _routes_of(flows: Sequence[Flow], grouped: set[str]) -> set[str]:
    """The routes that come from, or lead to, something grouped."""
    found = set()
    for flow in flows:
        for link in flow.links:
            if link.target in grouped and not link.source.startswith("listener:"):
                found.add(link.source)
            if link.source in grouped and link.source.startswith("listener:"):
                found.add(link.target)
    return found


def _servers(
    flows: Sequence[Flow],
    grouped_pools: set[str],
    limits: Limits,
    weight: Mapping[str, tuple[int, float]],
) -> dict[str, str]:
    """The servers to be grouped: all of a grouped pool; of others those alike, then the least."""
    members: dict[str, dict[str, None]] = {}
    for flow in flows:
        for link in flow.links:
            if link.source.startswith("pool:"):
                members.setdefault(link.source, {})[link.target] = None
    into: dict[str, str] = {}
    for pool in grouped_pools:
        into |= dict.fromkeys(members.pop(pool, {}), f"server:{REST}")
    most, least = limits.per_pool
    crowded = sum(map(len, members.values())) > limits.servers
    rows: dict[str, list[str]] = {}
    for pool, servers in members.items():
        alike = _alike(flows, pool, servers) if crowded or len(servers) > most else {}
        into |= alike
        rows[pool] = list(dict.fromkeys(alike.get(key, key) for key in servers))
    while most > least and sum(min(len(row), most) for row in rows.values()) > limits.servers:
        most -= 1
    for pool, row in rows.items():
        ranks = {into.get(key, key): weight[key] for key in reversed(members[pool])}
        rest = _least(row, most, f"server:{pool.removeprefix('pool:')}/{REST}", ranks)
        into |= {
            key: rest[into.get(key, key)] for key in members[pool] if into.get(key, key) in rest
        }
    return into


def _alike(flows: Sequence[Flow], pool: str, servers: Iterable[str]) -> dict[str, str]:
    """Servers of one pool that get the same, for the same reason, in every flow."""
    kinds: dict[object, list[str]] = {}
    for key in servers:
        nodes = [flow.nodes.get(key) for flow in flows]
        kind = tuple(None if n is None else (n.share, n.mark, n.words[1:]) for n in nodes)
        kinds.setdefault(kind, []).append(key)
    return {
        key: f"server:{pool.removeprefix('pool:')}/{number}{SAME}"
        for number, keys in enumerate(kinds.values())
        if len(keys) >= FEWEST
        for key in keys
    }


def _merged(flow: Flow, into: Mapping[str, str]) -> Flow:
    """The flow with nodes put together as ``into`` says."""
    gathered: dict[str, list[Node]] = {}
    for key, node in flow.nodes.items():
        gathered.setdefault(into.get(key, key), []).append(node)
    groups = set(into.values())
    nodes = {
        key: _group(key, members) if key in groups else members[0]
        for key, members in gathered.items()
    }
    links: dict[tuple[str, str], Link] = {}
    for link in flow.links:
        ends = into.get(link.source, link.source), into.get(link.target, link.target)
        moved = replace(link, source=ends[0], target=ends[1])
        if link.source in into:
            moved = replace(moved, share=None)
        links[ends] = _added(links[ends], moved) if ends in links else moved
    return Flow(nodes, list(links.values()), flow.weighed, list(flow.notes))


def _added(one: Link, other: Link) -> Link:
    """Two links between the same ends as one."""
    share = None if one.share is None or other.share is None else one.share + other.share
    bases = (one.basis, other.basis)
    weakest = next((basis for basis in (UNKNOWN, ALIKE) if basis in bases), one.basis)
    return Link(one.source, one.target, one.amount + other.amount, share, weakest)


def _group(key: str, members: list[Node]) -> Node:
    """One node for many."""
    column, several = members[0].column, "s" if len(members) > 1 else ""
    shares = [node.share for node in members]
    together = None if None in shares else sum(share or 0.0 for share in shares)
    words = list(_remarks(column, members))
    name = f"{'' if column == 'server' else 'and '}{len(members)} more {column}{several}"
    if key.endswith(SAME):
        name = f"{len(members)} servers"
        words = [*members[0].words[1:], ", ".join(node.name for node in members[:LISTED])]
        words.insert(0, "not known" if together is None else f"{share_text(shares[0])} each")
    elif key == f"server:{REST}":
        together = None  # they are of different pools
    elif together is not None:
        words.insert(0, f"{share_text(together)} together")
    marks = {node.mark for node in members}
    names = [node.name for node in members[:LISTED]]
    return Node(
        key,
        column,
        name,
        words=tuple(words),
        details=(*names, *(["…"] if len(members) > LISTED else [])),
        share=together,
        amount=sum(node.amount for node in members),
        mark=marks.pop() if len(marks) == 1 else "",
    )


def _remarks(column: str, members: Iterable[Node]) -> Iterable[str]:
    """How many of a group are remarkable, and how."""
    said = {"nothing": "get nothing", "everything": "get everything", "unreached": "not reached"}
    said["unknown"] = "not known"
    if column == "pool":
        said["nothing"] = "serve nothing"
    marks = [node.mark for node in members]
    for mark, words in said.items():
        if 0 < marks.count(mark) < len(marks):
            yield f"{marks.count(mark)} {words}"
