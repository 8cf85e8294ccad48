"""What stands in each box: lines of text that fit it, and the tooltip that has all of it."""

from steelyard.cli.formats.picture.compare import GONE, LESS, MORE, NEW, SAME, Change
from steelyard.cli.formats.picture.condense import is_group
from steelyard.cli.formats.picture.lettering import columns, cut, folded, letter
from steelyard.cli.formats.picture.measures import Measures
from steelyard.cli.formats.style import percent
from steelyard.core.place import Place
from steelyard.core.record import frozen
from steelyard.forecast.flow import COLUMNS, Node
from steelyard.forecast.flow_nodes import REASONS

EXACT = {
    "order": "exact, request by request",
    "key": "exact for each key",
    "window": "exact in each window",
    "expectation": "in the mean",
    "load": "depends on load",
    "unknown": "not known",
}
"""The exactness classes in few words."""

SHORT = {
    "order": "exact order",
    "key": "exact by key",
    "window": "exact by window",
    "expectation": "in the mean",
    "load": "depends on load",
    "unknown": "not known",
}
"""Likewise where there is little room."""

MARKS = {
    "everything": ("▲", "gets everything"),
    "nothing": ("✕", "gets nothing"),
    "unknown": ("?", "not known"),
    "unreached": ("○", "no listener leads here"),
    "nowhere": ("○", "leads to no pool"),
}
"""The sign and the words of each mark."""

POINTS = " pt"
"""Percentage points."""

PAD = 9
"""Pixels between the edge of a box and its text."""


@frozen
class Line:
    """One line of a box: a style class and text at the left, and likewise at the right."""

    style: str
    text: str
    right_style: str = ""
    right: str = ""


def captions(node: Node, change: Change, measures: Measures) -> list[Line]:
    """The lines of a box."""
    room = measures.widths[COLUMNS.index(node.column)] - 2 * PAD
    if node.column == "server":
        return _server(node, change, measures, room)
    if node.column == "route":
        return _route(node, change, measures, room)
    share, style = _share(node, change) if node.share is not None else ("", "s")
    beside = "" if measures.narrow else share
    name = int(_left(room, beside) / letter("n", narrow=measures.narrow))
    lines = [Line("n", cut(node.name, name, middle=True), style, beside)]
    texts = [("", word) for word in node.words]
    if node.exactness is not None and node.mark != "unknown":
        said = SHORT if measures.narrow or measures.dense else EXACT
        texts.append(("", said[node.exactness.value]))
    if measures.dense:
        texts = [("", ": ".join(text for _, text in texts))]
    if not measures.dense or node.mark or change.kind != SAME or not texts[0][1]:
        texts.append(_last(node, change))
    lines += _small(texts, room, measures.lines(node.column) - 1)
    if measures.narrow and share:
        last = lines.pop()
        bare = last.text.removesuffix(POINTS)  # the arrow and the sign say that it is a change
        text = cut(bare, int(_left(room, share) / letter(last.style)))
        lines.append(Line(last.style, text, style, share))
    return lines


def mark_words(node: Node) -> str:
    """What a mark says of this node."""
    if node.mark == "nothing" and node.column == "pool":
        return "no server gets anything"
    if node.mark == "unknown" and node.share is not None:
        return "not certain"
    return MARKS[node.mark][1] if node.mark else ""


def short(place: Place) -> str:
    """A place by the last part of its path."""
    return f"{place.file.rpartition('/')[2]}:{place.line}" if place.line else ""


def tooltip(node: Node, change: Change) -> list[str]:
    """Everything there is to say of a node, line by line."""
    lines = [f"{node.column} {node.name}" if not is_group(node) else node.name]
    if node.column == "server" and node.share is not None and not is_group(node):
        lines.append(f"{percent(node.share)} of its pool")
    elif node.share is not None and node.column != "server":
        lines.append(f"{percent(node.share)} of all requests")
    if change.kind != SAME:
        lines.append(_told(change))
    lines += [mark_words(node)] if node.mark else []
    lines += node.words
    if node.exactness is not None:
        lines.append(EXACT[node.exactness.value])
    prefix = "assuming: " if node.column == "pool" and node.exactness is not None else ""
    lines += [prefix + text for text in node.details]
    lines += [str(node.place)] if node.place.line else []
    return lines


def moved(change: Change) -> str:
    """A change of share as a number with its sign, in percentage points; a word without one."""
    if change.kind in (NEW, GONE):
        return change.kind
    if change.old is None or change.new is None or change.old == change.new:
        return "" if change.kind == SAME else "changed"
    points = 100 * (change.new - change.old)
    text = f"{abs(points):.1f}".removesuffix(".0")
    return f"{'+' if points > 0 else '−'}{text}{POINTS}"


def sign(change: Change) -> str:
    """An arrow for a change."""
    return {MORE: "▲", LESS: "▼", NEW: "+", GONE: "−"}.get(change.kind, "≠")


def _told(change: Change) -> str:
    """A change in a sentence."""
    if change.kind in (NEW, GONE):
        return "new: only after" if change.kind == NEW else "gone: only before"
    if change.old is None or change.new is None:
        return "changed"
    return f"before {percent(change.old)}, after {percent(change.new)}"


def _share(node: Node, change: Change) -> tuple[str, str]:
    """The share of a node as text, led by the sign of its mark, and its style."""
    glyph = MARKS[node.mark][0] + " " if node.mark in ("everything", "nothing") else ""
    style = {"everything": "s tw", "nothing": "s tb"}.get(node.mark, "s")
    if is_group(node) and node.column == "server" and node.words:
        return glyph + node.words[0], style
    if node.share is None:
        return ("not known" if node.mark == "unknown" else ""), style
    return glyph + percent(node.share) + (" ?" if node.mark == "unknown" else ""), style


def _change_style(change: Change) -> str:
    """The colour of a change; its words say the same."""
    return {MORE: "tm", NEW: "tm", LESS: "tl", GONE: "tl"}.get(change.kind, "")


def _server(node: Node, change: Change, measures: Measures, room: int) -> list[Line]:
    """Name and share; below, what explains it, or how it changed."""
    share, style = _share(node, change)
    plain = "n" if not is_group(node) else ""
    size = letter(plain, narrow=measures.narrow)
    if measures.narrow:
        line = Line(plain, cut(node.name, int(room / size), middle=True))
        text = f"{sign(change)} {moved(change)}" if change.kind != SAME else mark_words(node)
        second = _change_style(change) if change.kind != SAME else _mark_style(node)
        text = cut(text, int(_left(room, share) / letter(second)))
        text = sign(change) if text == "…" and change.kind != SAME else text
        return [line, Line(second, text, style, share)]
    width = _left(room, share) / size
    line = Line(plain, cut(node.name, int(width), middle=True), style, share)
    return [line, *_small([_last(node, change)], room, measures.lines("server") - 1)]


def _route(node: Node, change: Change, measures: Measures, room: int) -> list[Line]:
    """The configuration's own text; then how many more there are, and where."""
    lines = measures.lines("route")
    below = " · ".join(word for word in (*node.words, short(node.place)) if word)
    share = percent(node.share) if node.share is not None else ""
    if change.kind != SAME:
        below = f"{sign(change)} {moved(change)} · {below}"
    if node.end:
        below = below or "answered by the gateway itself"
    letters = int(room / letter("r", narrow=measures.narrow))
    text = [Line("r", each) for each in folded(node.name, letters, max(2, lines - 1))]
    if measures.dense and len(text) == lines:
        if not node.words and not share and change.kind == SAME:
            return text  # where it stands is in the tooltip and the table
        text = [Line("r", cut(node.name, letters))]
    small = _change_style(change) or "p"
    kept = cut(below, int(_left(room, share) / letter(small)))
    return [*text, Line(small, kept, "s", share)]


def _last(node: Node, change: Change) -> tuple[str, str]:
    """The line that says what is remarkable, or else where the node stands."""
    if change.kind != SAME:
        return _change_style(change), f"{sign(change)} {moved(change)}"
    texts = [mark_words(node)] if node.mark else []
    if node.mark == "unknown" and node.column == "pool":
        texts = ["shares not known", short(node.place)]
    if is_group(node):
        texts += node.words[1:] if node.column == "server" else node.words
    elif node.column == "server":
        texts += [word for word in node.words if word in REASONS]
        if not node.mark:  # what is remarkable needs the room
            texts += [short(node.place), *(word for word in node.words if word not in REASONS)]
    if not texts:
        texts = [short(node.place)]
    return _mark_style(node) or "p", " · ".join(text for text in texts if text)


def _mark_style(node: Node) -> str:
    """The colour of a mark; its words say the same."""
    return {"everything": "tw", "nothing": "tb"}.get(node.mark, "")


def _small(texts: list[tuple[str, str]], room: int, most: int) -> list[Line]:
    """Lines in running text, cut; the last of ``texts`` is always among them."""
    texts = [each for each in texts if each[1]]
    kept = [*texts[: most - 1], *texts[-1:]] if len(texts) > most else texts
    return [
        Line(style, cut(text, int(room / letter(style)))) for style, text in kept[: max(0, most)]
    ]


def _left(room: float, share: str) -> float:
    """What the share at the right leaves of a line."""
    return room - columns(share) * letter("s") - 6 * bool(share)
