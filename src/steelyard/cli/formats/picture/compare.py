"""What moved between two flows, node by node and link by link."""

from collections.abc import Sequence

from steelyard.core.record import frozen
from steelyard.forecast.flow import Flow, Node

SAME, NEW, GONE, MORE, LESS, OTHER = "same", "new", "gone", "more", "less", "other"
"""What happened to a node: ``other`` when its words changed, or what is known of it."""

LEAST = 0.0005
"""Shares that differ by less look the same when printed."""


@frozen
class Change:
    """What happened, and the shares before and after where they are known."""

    kind: str = SAME
    old: float | None = None
    new: float | None = None


@frozen
class Changes:
    """The changes of nodes by key, and of links by both keys; what is the same is left out."""

    nodes: dict[str, Change]
    links: dict[tuple[str, str], str]


NONE = Changes({}, {})


def compare(flows: Sequence[Flow]) -> Changes:
    """The changes from the first flow to the second; none when there is only one."""
    if len(flows) < 2:
        return NONE
    before, after = flows[0], flows[1]
    nodes = {}
    for key in {**before.nodes, **after.nodes}:
        change = _node(before.nodes.get(key), after.nodes.get(key))
        if change.kind != SAME:
            nodes[key] = change
    weighed = before.weighed and after.weighed
    old = {(link.source, link.target): link for link in before.links}
    new = {(link.source, link.target): link for link in after.links}
    links = {}
    for ends in {**old, **new}:
        if ends not in old or ends not in new:
            kind = GONE if ends not in new else NEW
        elif ends[0].startswith("pool:"):
            kind = nodes[ends[1]].kind if ends[1] in nodes else SAME
        else:
            moved = new[ends].amount - old[ends].amount if weighed else 0.0
            kind = _direction(moved)
        if kind not in (SAME, OTHER):
            links[ends] = kind
    return Changes(nodes, links)


def _node(old: Node | None, new: Node | None) -> Change:
    """What happened to one node."""
    if old is None or new is None:
        return Change(
            NEW if old is None else GONE,
            None if old is None else old.share,
            None if new is None else new.share,
        )
    if old.share is not None and new.share is not None:
        kind = _direction(new.share - old.share)
    else:
        kind = SAME if (old.share is None) == (new.share is None) else OTHER
    if kind == SAME and _wording(old) != _wording(new):
        kind = OTHER
    return Change(kind, old.share, new.share)


def _direction(moved: float) -> str:
    """More or less, or the same."""
    if abs(moved) < LEAST:
        return SAME
    return MORE if moved > 0 else LESS


def _wording(node: Node) -> object:
    """What a node says, without where it stands: lines move without a change."""
    if node.column == "route":
        return wordings(node)
    return node.exactness, node.words, node.mark


def wordings(node: Node) -> set[str]:
    """The texts of a route, or of all routes that one node stands for."""
    return {text.rpartition(" (")[0] or text for text in node.details} or {node.name}
