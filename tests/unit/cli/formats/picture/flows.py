"""Flows made by hand, of any size, and a reader of the pages made of them."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from xml.etree import ElementTree

from steelyard.core.exactness import Exactness
from steelyard.core.place import Place
from steelyard.forecast.flow import ALIKE, COUNTED, UNKNOWN, Flow, Link, Node

NASTY = "<b>&\"'\u202e\u05d0\u05d1\x1b[31m\x00</script>]]>--" + "very-long-" * 20
"""A name as an enemy would choose it."""


def flow(
    pools: dict[str, dict[str, float | None]],
    *,
    weights: dict[str, float] | None = None,
    listeners: tuple[str, ...] = ("www",),
) -> Flow:
    """Each listener leads to each pool; shares of servers by pool; weights of pools by name."""
    made = Flow(weighed=weights is not None)
    for name in listeners:
        key, part = f"listener:{name}", 1 / len(listeners)
        made.nodes[key] = Node(
            key,
            "listener",
            name,
            Place("a.cfg", 1),
            ("*:80",),
            amount=part,
        )
    for line, (pool, servers) in enumerate(pools.items(), 10):
        amount = 1 / len(pools) if weights is None else weights[pool]
        known = None if weights is None else amount
        key = f"pool:{pool}"
        place = Place("etc/a.cfg", line)
        for name in listeners:
            route = f"route:{name}:{pool}"
            part = amount / len(listeners)
            made.nodes[route] = Node(route, "route", f"use {pool}", place, amount=part)
            basis = ALIKE if weights is None else COUNTED
            made.links.append(Link(f"listener:{name}", route, part, None, basis))
            made.links.append(Link(route, key, part, 1.0))
        exactness = Exactness.UNKNOWN if None in servers.values() else Exactness.WINDOW
        made.nodes[key] = Node(
            key, "pool", pool, place, ("turns",), ("all are up",), known, amount, "", exactness
        )
        for server, share in servers.items():
            target = f"server:{pool}/{server}"
            part = amount * (1 / len(servers) if share is None else share)
            made.nodes[target] = Node(
                target,
                "server",
                server,
                place,
                ("10.0.0.1:80",),
                (),
                share,
                part,
                mark(share, servers),
            )
            basis = UNKNOWN if share is None else "promised"
            made.links.append(Link(key, target, part, share, basis))
    return made


def mark(share: float | None, servers: dict[str, float | None]) -> str:
    """What is remarkable about a share."""
    if share is None:
        return "unknown"
    if share == 0:
        return "nothing"
    return "everything" if share == 1 and len(servers) > 1 else ""


def even(number: int, prefix: str = "s") -> dict[str, float | None]:
    """Servers that get the same."""
    return {f"{prefix}{index}": 1 / number for index in range(number)}


def uneven(number: int) -> dict[str, float | None]:
    """Servers of which no two get the same."""
    total = number * (number + 1) / 2
    return {f"s{index}": (index + 1) / total for index in range(number)}


VOID = {"meta", "br", "link", "img", "input", "hr"}


class Page(HTMLParser):
    """Reads a page: every element is closed in order; tags, attributes and texts are kept."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.texts.append(data)

    @property
    def text(self) -> str:
        """All that is said."""
        return "\n".join(self.texts)


def drawings(text: str) -> list[ElementTree.Element]:
    """The pictures of a page, read as XML."""
    found = re.findall(r'<svg class="(?:wide|narrow)".*?</svg>', text, re.DOTALL)
    return [ElementTree.fromstring(each) for each in found]
