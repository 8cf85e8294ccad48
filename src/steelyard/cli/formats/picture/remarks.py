"""What stands out in a flow, or between two, in sentences."""

from collections.abc import Mapping

from steelyard.cli.formats.picture.captions import MARKS, mark_words, moved, sign
from steelyard.cli.formats.picture.compare import GONE, NEW, Changes, wordings
from steelyard.cli.formats.picture.condense import is_group
from steelyard.cli.formats.style import percent, plural
from steelyard.core.record import frozen
from steelyard.forecast.flow import Flow, Node
from steelyard.lint.words import listed

MOST = 12
"""Sentences that are shown; of the rest only the number is."""


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
    """What two flows differ in: pools and servers with their shares, then routes."""
    remarks = []
    before, after = flows
    owners: dict[str, str] = {}
    led = {link.source: flow.nodes[link.target].name for flow in flows for link in flow.links}
    for flow in flows:
        for key, servers in members(flow).items():
            owners |= {node.key: flow.nodes[key].name for node in servers}
    for key, change in changes.nodes.items():
        node = after.nodes.get(key) or before.nodes[key]
        if key in owners and change.kind in (NEW, GONE):
            pool = changes.nodes.get(f"pool:{owners[key]}")
            if pool is not None and pool.kind == change.kind:
                continue  # the pool's own line says it
        subject = f"server {owners[key]}/{node.name}" if key in owners else _subject(node, led)
        if change.kind in (NEW, GONE):
            text = "is new" if change.kind == NEW else "is gone"
            share = change.new if change.kind == NEW else change.old
            text += f" ({percent(share)})" if share is not None else ""
        elif change.old is not None and change.new is not None and change.old != change.new:
            text = f"{percent(change.old)} → {percent(change.new)} ({moved(change)})"
        else:
            text = _reworded(before.nodes[key], after.nodes[key])
        weight = "bad" if node.mark in ("everything", "nothing") and key in owners else "warn"
        remarks.append(Remark(weight, sign(change), subject, text))
    return sorted(remarks, key=lambda remark: ("bad", "warn", "").index(remark.weight))


def _subject(node: Node, led: Mapping[str, str]) -> str:
    """A node as the subject of a sentence."""
    if node.column == "route" and node.key in led:
        return f"ways to pool {led[node.key]}"
    return node.name if is_group(node) or node.end else f"{node.column} {node.name}"


def _reworded(old: Node, new: Node) -> str:
    """How the words of a node differ."""
    if old.column != "route":
        texts = [set(node.words) | {mark_words(node)} for node in (old, new)]
    else:
        texts = [wordings(node) for node in (old, new)]
    added = listed(sorted(texts[1] - texts[0] - {""}), 3)
    lost = listed(sorted(texts[0] - texts[1] - {""}), 3)
    said = [f"now {added}" if added else "", f"no longer {lost}" if lost else ""]
    return "; ".join(each for each in said if each) or "changed"
