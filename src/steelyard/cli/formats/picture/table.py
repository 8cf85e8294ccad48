"""The same numbers as tables: for screen readers, for copying, for what the picture groups."""

from collections.abc import Sequence

from steelyard.cli.formats.picture.captions import EXACT, MARKS, mark_words, moved, sign
from steelyard.cli.formats.picture.compare import SAME, Change, Changes
from steelyard.cli.formats.picture.lettering import escape
from steelyard.cli.formats.picture.remarks import members
from steelyard.cli.formats.style import percent
from steelyard.forecast.flow import ALIKE, Flow, Node

MOST_ROWS = 4000
"""Rows of one table; the text and JSON formats have all of them."""


def tables(flows: Sequence[Flow], changes: Changes) -> str:
    """The tables of pools and servers, and of routes."""
    return _servers(flows, changes) + _routes(flows, changes)


def _servers(flows: Sequence[Flow], changes: Changes) -> str:
    """Pools with their servers."""
    heads = ["Server", *_heads(flows, "Part of the pool"), "Remark", "Where"]
    rows: list[str] = []
    owned = _joined(flows)
    total = sum(len(servers) for _, servers in owned)
    for pool, servers in owned:
        if len(rows) >= MOST_ROWS:
            break
        rows.append(_pool_row(pool, flows, changes, len(heads)))
        for node in servers[: max(0, MOST_ROWS - len(rows))]:
            shares = _shares(node.key, flows, changes)
            words = " · ".join(node.words)
            rows.append(_row("th", node.name, shares, _remark(node, words), str(node.place)))
    left = total + len(owned) - len(rows)
    return _table("Pools and servers", "pools", heads, rows, left)


def _joined(flows: Sequence[Flow]) -> list[tuple[Node, list[Node]]]:
    """Each pool with its servers, of all flows; of the last one what is in several."""
    pools: dict[str, Node] = {}
    servers: dict[str, dict[str, Node]] = {}
    for flow in flows:
        for key, nodes in members(flow).items():
            pools[key] = flow.nodes[key]
            servers.setdefault(key, {}).update({node.key: node for node in nodes})
    return [(pool, list(servers[key].values())) for key, pool in pools.items()]


def _routes(flows: Sequence[Flow], changes: Changes) -> str:
    """Which route leads from which listener to which pool."""
    heads = ["Listener", "Route", "Pool", *_heads(flows, "Part of all requests"), "Where"]
    rows: dict[str, str] = {}
    total = set()
    for flow in flows[::-1]:
        into = {link.target: link for link in flow.links}
        out = {link.source: link.target for link in flow.links if link.source in flow.nodes}
        for node in flow.column("route"):
            total.add(node.key)
            if len(rows) >= MOST_ROWS or node.key in rows:
                continue
            link = into.get(node.key)
            listener = flow.nodes[link.source].name if link is not None else ""
            pool = flow.nodes[out[node.key]].name if node.key in out else ""
            shares = _shares(node.key, flows, changes)
            if link is not None and link.basis == ALIKE and node.share is None:
                shares = shares.replace(percent(None), "not known")
            text = escape(node.name)
            for word in node.details or node.words:
                text += f"<br><small>{escape(word)}</small>"
            rows[node.key] = (
                f"<tr><td>{_bdi(listener)}</td><td><code>{text}</code></td>"
                f"<td>{_bdi(pool)}</td>{shares}<td class=place>{escape(_where(node))}</td></tr>"
            )
    return _table("Routes", "routes", heads, list(rows.values()), len(total) - len(rows))


def _where(node: Node) -> str:
    """The place of a node, "" when nothing states it."""
    return str(node.place) if node.place.line else ""


def _heads(flows: Sequence[Flow], one: str) -> list[str]:
    """The heads of the columns with numbers."""
    return [one] if len(flows) < 2 else ["Before", "After", "Change"]


def _shares(key: str, flows: Sequence[Flow], changes: Changes) -> str:
    """The cells with numbers."""
    cells = []
    for flow in flows:
        node = flow.nodes.get(key)
        text = "–" if node is None else percent(node.share)
        cells.append(f"<td class=num>{escape(text)}</td>")
    if len(flows) > 1:
        change = changes.nodes.get(key, Change())
        text = f"{sign(change)} {moved(change)}" if change.kind != SAME else ""
        style = {"more": "more", "new": "more"}.get(change.kind, "less")
        cells.append(f'<td class=num><span class="{style}">{escape(text)}</span></td>')
    return "".join(cells)


def _pool_row(pool: Node, flows: Sequence[Flow], changes: Changes, span: int) -> str:
    """The head of a pool's rows: how it chooses, how exact that is, what is assumed."""
    exact = EXACT[pool.exactness.value] if pool.exactness is not None else ""
    said = ": ".join(word for word in (", ".join(pool.words), exact) if word)
    parts = [f"<b class=mono>{_bdi(pool.name)}</b> {escape(said)}"]
    if pool.mark:
        parts.append(f"<small>{MARKS[pool.mark][0]} {escape(mark_words(pool))}</small>")
    shares = [flow.nodes[pool.key].share if pool.key in flow.nodes else None for flow in flows]
    if any(share is not None for share in shares):
        text = " → ".join(percent(share) for share in shares)
        parts.append(f"<small>{escape(text)} of all requests</small>")
    if pool.key in changes.nodes:
        change = changes.nodes[pool.key]
        parts.append(f"<small>{escape(f'{sign(change)} {moved(change)}')}</small>")
    if pool.details:
        parts.append(f"<small>assuming: {escape('; '.join(pool.details))}</small>")
    parts.append(f"<small>{escape(_where(pool))}</small>" if pool.place.line else "")
    return f'<tr class=pool><th scope=rowgroup colspan="{span}">{"".join(parts)}</th></tr>'


def _remark(node: Node, words: str) -> str:
    """The remark of a server, led by its sign."""
    style = {"everything": "warn", "nothing": "bad"}.get(node.mark, "")
    said = f"{MARKS[node.mark][0]} {mark_words(node)}" if node.mark else ""
    said = f'<span class="{style}">{escape(said)}</span>' if style else escape(said)
    return " · ".join(part for part in (said, escape(words)) if part)


def _row(tag: str, name: str, shares: str, remark: str, place: str) -> str:
    """One server."""
    head = f'<{tag} scope=row class="name">{_bdi(name)}</{tag}>'
    return f"<tr>{head}{shares}<td>{remark}</td><td class=place>{escape(place)}</td></tr>"


def _bdi(name: str) -> str:
    """A name, apart from the direction of the text around it."""
    return f"<bdi>{escape(name)}</bdi>"


def _table(caption: str, name: str, heads: list[str], rows: list[str], left: int) -> str:
    """A table with its heading; it scrolls by itself where there is no room."""
    numeric = {"Part of the pool", "Part of all requests", "Before", "After", "Change"}
    cells = "".join(
        f"<th scope=col{' class=num' if head in numeric else ''}>{head}</th>" for head in heads
    )
    body = "\n".join(rows)
    more = f"<p class=sub>{left} more rows: see --format text or json.</p>" if left > 0 else ""
    return (
        f'<section><h2 id="{name}">{caption}</h2>'
        f'<div class=scroll tabindex=0 role=region aria-labelledby="{name}"><table>'
        f"<thead><tr>{cells}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>"
        f"{more}</section>\n"
    )
