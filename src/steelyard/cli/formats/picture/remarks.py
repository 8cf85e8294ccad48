"""What stands out in a flow, or between two, in sentences."""

from collections.abc import Mapping

from steelyard.cli.formats.picture.captions import EXACT, MARKS, mark_words, moved, sign
from steelyard.cli.formats.picture.compare import GONE, NEW, Change, Changes, wordings
from steelyard.cli.formats.picture.condense import is_group
from steelyard.cli.formats.style import percent, plural
from steelyard.core.record import frozen
from steelyard.forecast.flow import Flow, Node
from steelyard.lint.words import listed

MOST = 12
"""Sentences that are shown; of the rest only the number is."""


MOST_PARTS = 6
"""Different changes of servers of one pool that are told; the table has all."""

MOST_WAYS = 3
"""Changed ways to one pool that are told; the table has all."""


@frozen
class Remark:
    """One sentence; ``weight``: ``bad``, ``warn``, or "" for what is only worth knowing."""

    weight: str
    glyph: str
    subject: str
    text: str


def members(flow: Flow) -> dict[str, list[Node]]:
    """The servers of each pool, by the pool's key."""
    found: dict[str, list[Node]] = {node.key: [] for node in flow.column("pool")}
    for link in flow.links:
        if link.source in found:
            found[link.source].append(flow.nodes[link.target])
    return found


def standing_out(flow: Flow) -> list[Remark]:
    """What is remarkable in one flow, the worst first."""
    remarks = []
    unreached = []
    for key, servers in members(flow).items():
        pool = flow.nodes[key]
        if pool.mark == "unreached":
            unreached.append(pool.name)
        elif flow.weighed and not pool.amount:
            text = "gets none of the log's requests"
            remarks.append(Remark("warn", MARKS["unreached"][0], f"pool {pool.name}", text))
        remark = _pool(pool, servers)
        if remark is not None:
            remarks.append(remark)
    if unreached:
        subject, text = f"pool {unreached[0]}", "no listener leads here"
        if len(unreached) > 1:
            subject = plural(len(unreached), "pool")
            text = f"no listener leads to {listed(unreached, 8)}"
        remarks.append(Remark("", MARKS["unreached"][0], subject, text))
    for node in flow.column("listener"):
        if node.mark == "nowhere":
            text = "leads to no pool"
            remarks.append(Remark("", MARKS["nowhere"][0], f"listener {node.name}", text))
    return sorted(remarks, key=lambda remark: ("bad", "warn", "").index(remark.weight))


def _pool(pool: Node, servers: list[Node]) -> Remark | None:
    """What is remarkable about one pool."""
    subject = f"pool {pool.name}"
    nothing = [node.name for node in servers if node.mark == "nothing"]
    everything = [node.name for node in servers if node.mark == "everything"]
    unknown = [node.name for node in servers if node.mark == "unknown"]
    get = "gets" if len(nothing) == 1 else "get"
    if not servers:
        return Remark("", MARKS["unreached"][0], subject, "has no servers")
    if everything and nothing:
        text = f"{everything[0]} gets everything; {listed(nothing)} {get} nothing"
        return Remark("bad", MARKS["everything"][0], subject, text)
    if everything:
        spare = listed([node.name for node in servers if node.name not in everything])
        text = f"{everything[0]} gets everything; {spare} in reserve"
        return Remark("", MARKS["everything"][0], subject, text)
    if nothing and not any(node.share is None or node.share for node in servers):
        return Remark("bad", MARKS["nothing"][0], subject, "no server gets anything")
    if nothing:
        text = f"{listed(nothing)} {get} nothing"
        return Remark("warn", MARKS["nothing"][0], subject, text)
    if unknown:
        one = "gets" if len(unknown) == 1 else "get"
        whose = "its servers" if len(unknown) == len(servers) > 1 else listed(unknown)
        text = f"what {whose} {one} is not known"
        return Remark("warn", MARKS["unknown"][0], subject, text)
    return None


def differing(flows: list[Flow], changes: Changes) -> list[Remark]:
    """What two flows differ in: each pool with its servers and the ways to it, then the rest."""
    both = {**flows[0].nodes, **flows[1].nodes}
    owned: dict[str, dict[str, None]] = {}
    for flow in flows:
        for link in flow.links:
            if link.source.startswith("pool:"):
                owned.setdefault(link.source, {})[link.target] = None
            elif link.target.startswith("pool:"):
                owned.setdefault(link.target, {})[link.source] = None
    remarks, said = [], set[str]()
    for key in [key for key in both if key.startswith("pool:")]:
        related = [each for each in (key, *owned.get(key, ())) if each in changes.nodes]
        said |= set(related)
        if related:
            remarks.append(_changed_pool(both, flows, changes, key, related))
    for key, change in changes.nodes.items():
        if key not in said:
            text = _told(flows, key, change)
            remarks.append(Remark("warn", sign(change), _subject(both[key]), text))
    return sorted(remarks, key=lambda remark: ("bad", "warn", "").index(remark.weight))


def _changed_pool(
    both: Mapping[str, Node],
    flows: list[Flow],
    changes: Changes,
    key: str,
    related: list[str],
) -> Remark:
    """One sentence about a pool: itself, then its servers, those that change alike together."""
    subject = f"pool {both[key].name}"
    own = changes.nodes.get(key)
    if own is not None and own.kind in (NEW, GONE):
        return Remark("warn", sign(own), subject, _told(flows, key, own))
    parts = [] if own is None else [_told(flows, key, own)]
    alike: dict[str, list[str]] = {}
    for each in related:
        if each.startswith("server:"):
            text = _told(flows, each, changes.nodes[each])
            alike.setdefault(text, []).append(both[each].name)
    parts += [f"{listed(names)} {text}" for text, names in [*alike.items()][:MOST_PARTS]]
    if len(alike) > MOST_PARTS:
        parts.append(f"and {len(alike) - MOST_PARTS} other changes")
    routes = [each for each in related if each.startswith("route:")]
    parts += [f"its ways: {_told(flows, each, changes.nodes[each])}" for each in routes[:MOST_WAYS]]
    servers = [node for each in related if each.startswith("server:") for node in [both[each]]]
    bad = any(node.mark in ("everything", "nothing") for node in servers)
    glyph = sign(own) if own is not None else "≠"
    return Remark("bad" if bad else "warn", glyph, subject, "; ".join(parts))


def _told(flows: list[Flow], key: str, change: Change) -> str:
    """What happened to a node."""
    if change.kind in (NEW, GONE):
        share = change.new if change.kind == NEW else change.old
        text = "new" if change.kind == NEW else "gone"
        return text + (f" ({percent(share)})" if share is not None else "")
    if change.old is not None and change.new is not None and change.old != change.new:
        of = "" if key.startswith("server:") else " of all requests"
        return f"{percent(change.old)} → {percent(change.new)}{of} ({moved(change)})"
    return _reworded(flows[0].nodes[key], flows[1].nodes[key])


def _subject(node: Node) -> str:
    """A node as the subject of a sentence."""
    return node.name if is_group(node) or node.end else f"{node.column} {node.name}"


def _reworded(old: Node, new: Node) -> str:
    """How the words of a node differ."""
    if old.column != "route":
        texts = [{*node.words, mark_words(node), _exact(node)} for node in (old, new)]
    else:
        texts = [wordings(node) for node in (old, new)]
    added = listed(sorted(texts[1] - texts[0] - {""}), 3)
    lost = listed(sorted(texts[0] - texts[1] - {""}), 3)
    said = [f"now {added}" if added else "", f"no longer {lost}" if lost else ""]
    return "; ".join(each for each in said if each) or "changed"


def _exact(node: Node) -> str:
    """How exact the promise about a pool is, in words."""
    return EXACT[node.exactness.value] if node.exactness is not None else ""
