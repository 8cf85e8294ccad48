"""Where everything of the picture stands: pure geometry, in pixels.

Several flows get one layout: the same thing stands at the same height in each,
so that what changed is seen by looking across.
"""

from collections.abc import Mapping, Sequence

from steelyard.cli.formats.picture.condense import REST
from steelyard.cli.formats.picture.measures import SPACE, Measures
from steelyard.core.record import field, frozen, record
from steelyard.forecast.flow import COLUMNS, Flow, Node


@frozen
class Box:
    """Where a node stands."""

    x: float
    y: float
    width: float
    height: float


@frozen
class Band:
    """A link, from the right edge of a box to the left of another; ``y`` are upper edges."""

    source: str
    target: str
    x0: float
    y0: float
    x1: float
    y1: float
    width: float


@record
class Drawing:
    """One flow laid out."""

    width: float
    height: float
    boxes: dict[str, Box] = field(default_factory=dict)
    bands: list[Band] = field(default_factory=list)


@record
class _Plan:
    """The joint positions: tops and heights of all nodes of all flows."""

    heights: dict[str, float]
    tops: dict[str, float] = field(default_factory=dict)
    bottom: float = 0.0

    def centre(self, key: str) -> float:
        """The middle of a box."""
        return self.tops[key] + self.heights[key] / 2


def lay_out(flows: Sequence[Flow], measures: Measures) -> list[Drawing]:
    """One drawing for each flow."""
    nodes = {key: node for flow in reversed(flows) for key, node in flow.nodes.items()}
    order = list(dict.fromkeys(key for flow in flows for key in flow.nodes))
    order.sort(key=lambda key: key.endswith(REST))  # what is left stands last
    scale = _scale(order, nodes, measures)
    heights = {
        key: max(
            float(measures.least(nodes[key].column)),
            *(flow.nodes[key].amount * scale for flow in flows if key in flow.nodes),
        )
        for key in order
    }
    targets = _targets(flows)
    plan = _Plan(heights)
    _place_pools(plan, order, nodes, targets, measures)
    for column in ("route", "listener"):
        keys = [key for key in order if nodes[key].column == column]
        if column == "listener" and measures.dense:
            _stretch(plan, keys, targets, measures.head)
        _place_before(plan, keys, targets, SPACE[column], measures.head)
    height = plan.bottom + 2
    return [_drawing(flow, plan, nodes, scale, measures, height) for flow in flows]


def _scale(order: list[str], nodes: Mapping[str, Node], measures: Measures) -> float:
    """Pixels for all traffic: less when there is little to show."""
    columns = [nodes[key].column for key in order]
    rows = max(columns.count("server"), columns.count("pool") + 1, 1)
    return float(min(measures.full, 40 + 52 * rows))


def _targets(flows: Sequence[Flow]) -> dict[str, dict[str, None]]:
    """Where each node leads, in any of the flows."""
    targets: dict[str, dict[str, None]] = {}
    for flow in flows:
        for link in flow.links:
            targets.setdefault(link.source, {})[link.target] = None
    return targets


def _place_pools(
    plan: _Plan,
    order: list[str],
    nodes: Mapping[str, Node],
    targets: Mapping[str, Mapping[str, None]],
    measures: Measures,
) -> None:
    """Pools from above in the order in which routes lead to them, each beside its servers."""
    mentioned = [t for k in order if nodes[k].column == "route" for t in targets.get(k, ())]
    pools = [key for key in order if nodes[key].column == "pool"]
    place = {key: index for index, key in enumerate(dict.fromkeys(mentioned))}
    pools.sort(key=lambda key: (key.endswith(REST), place.get(key, len(place))))
    rank = {key: index for index, key in enumerate(order)}
    top = float(measures.head)
    for pool in pools:
        servers = sorted(targets.get(pool, ()), key=lambda key: rank[key])
        inner = sum(plan.heights[key] for key in servers)
        inner += SPACE["server"] * max(0, len(servers) - 1)
        block = max(plan.heights[pool], inner)
        plan.tops[pool] = top + (block - plan.heights[pool]) / 2
        y = top + (block - inner) / 2
        for key in servers:
            plan.tops[key] = y
            y += plan.heights[key] + SPACE["server"]
        plan.bottom = max(plan.bottom, top + block)
        top += block + SPACE["pool"]


def _stretch(
    plan: _Plan, listeners: list[str], targets: Mapping[str, Mapping[str, None]], head: float
) -> None:
    """In a tall picture listeners fill their column by their routes, so that no band goes far."""
    routes = {key: len(targets.get(key, ())) for key in listeners}
    total = sum(routes.values())
    used = sum(plan.heights[key] for key in listeners)
    used += SPACE["listener"] * max(0, len(listeners) - 1)
    spare = plan.bottom - head - used
    if spare > 0 and total:
        for key in listeners:
            plan.heights[key] += spare * routes[key] / total


def _place_before(
    plan: _Plan,
    keys: list[str],
    targets: Mapping[str, Mapping[str, None]],
    space: float,
    head: float,
) -> None:
    """A column left of what is placed: each box as near to its targets as the others let it."""

    def wish(key: str) -> float:
        centres = [plan.centre(target) for target in targets.get(key, ()) if target in plan.tops]
        return sum(centres) / len(centres) if centres else plan.bottom

    wished = {key: wish(key) for key in keys}
    most = plan.bottom / 2  # what is taller leaves the others no choice
    ranked = sorted(keys, key=lambda key: (plan.heights[key] > most, wished[key]))
    needed = sum(plan.heights[key] for key in keys) + space * max(0, len(keys) - 1)
    plan.bottom = max(plan.bottom, head + needed)
    y = head
    for key in ranked:
        plan.tops[key] = max(y, wished[key] - plan.heights[key] / 2)
        y = plan.tops[key] + plan.heights[key] + space
    limit = plan.bottom
    for key in reversed(ranked):
        plan.tops[key] = min(plan.tops[key], limit - plan.heights[key])
        limit = plan.tops[key] - space


def _drawing(
    flow: Flow,
    plan: _Plan,
    nodes: Mapping[str, Node],
    scale: float,
    measures: Measures,
    height: float,
) -> Drawing:
    """One flow at the joint positions."""
    drawing = Drawing(measures.width, height)
    for key, node in flow.nodes.items():
        left, width = measures.left(node.column), measures.widths[COLUMNS.index(node.column)]
        drawing.boxes[key] = Box(left, plan.tops[key], width, plan.heights[key])
    starts = _stacked(flow, plan, scale, outgoing=True)
    arrivals = _stacked(flow, plan, scale, outgoing=False)
    for link in flow.links:
        ends = link.source, link.target
        source, target = drawing.boxes[link.source], drawing.boxes[link.target]
        right = source.x + source.width
        band = Band(*ends, right, starts[ends], target.x, arrivals[ends], link.amount * scale)
        drawing.bands.append(band)
    return drawing


def _stacked(
    flow: Flow, plan: _Plan, scale: float, *, outgoing: bool
) -> dict[tuple[str, str], float]:
    """The upper edge of each link at one of its ends: one below the other, in the middle."""
    sides: dict[str, list[tuple[float, str, str, float]]] = {}
    for link in flow.links:
        here, there = (link.source, link.target) if outgoing else (link.target, link.source)
        entry = (plan.centre(there), link.source, link.target, link.amount * scale)
        sides.setdefault(here, []).append(entry)
    edges = {}
    for key, links in sides.items():
        middle = plan.centre(key) - sum(width for *_, width in links) / 2
        spread = key.startswith("listener:") and outgoing
        low, high = plan.tops[key], plan.tops[key] + plan.heights[key]
        left = sum(width for *_, width in links)
        y = low if spread else middle
        for centre, source, target, width in sorted(links):
            left -= width
            if spread:  # as near to its target as the box and the other bands let it
                y = max(y, min(centre - width / 2, high - left - width))
            edges[source, target] = y
            y += width
    return edges
