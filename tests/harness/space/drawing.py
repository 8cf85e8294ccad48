"""Requests from the edges of what configurations name, across all parts of a request."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from urllib.parse import unquote

from tests.harness.space import words
from tests.harness.space.hints import Hint, edge, host, inside, spelled
from tests.harness.space.request import Request

Group = tuple[int, tuple[Hint, ...]]
"""The port of a rule's listener (0: any), and the edges of what the rule looks at."""

_HOST = re.compile(r"[a-z0-9.-]*[a-z0-9-][a-z0-9.-]*(:[0-9]+)?", re.IGNORECASE)
_SAFE = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/%+!@,;:=*")


@dataclass
class Draft:
    """A request under construction."""

    port: int
    path: str = "/"
    method: str = "GET"
    source: str = "198.51.100.7"
    host: str | None = "a.ex"
    query: str | None = None
    target: str = ""  # when set the path and the query together
    headers: dict[str, list[str]] = field(default_factory=dict)
    arguments: list[tuple[str, str | None]] = field(default_factory=list)
    cookies: list[tuple[str, str]] = field(default_factory=list)

    def finished(self, rng: Random) -> Request:
        """Return the request; what no client can send is made fit."""
        target = self.target or self.path
        if not self.target and (self.query is not None or self.arguments):
            pairs = [name if value is None else f"{name}={value}" for name, value in self.arguments]
            target += "?" + (self.query if self.query is not None else "&".join(pairs))
        path, mark, query = target.partition("?")
        path = "/" + "".join(c if c in _SAFE else "-" for c in path).removeprefix("/")
        query = "".join(c if c in _SAFE or c in "&?" else "+" for c in query)
        lines = [] if self.host is None else [(rng.choice(("Host", "host")), self.host)]
        for name, values in self.headers.items():
            lines += [(rng.choice((name, name.title())), value.strip(" ")) for value in values]
        if self.cookies:
            text = rng.choice(("; ", ";")).join(f"{name}={value}" for name, value in self.cookies)
            lines.append(("Cookie", text))
        return Request(self.method, path + mark + query, tuple(lines), self.source, self.port)


def _climbs(path: str) -> bool:
    """Whether a path leads above the root."""
    depth = 0
    for part in unquote(path).split("/"):
        depth += -1 if part == ".." else part not in ("", ".")
        if depth < 0:
            return True
    return False


class Drawer:
    """Draws requests for the groups of two worlds; `changed` are the groups that differ.

    `refused`: also with hosts that no client sends, and without.
    """

    def __init__(
        self,
        ports: Sequence[int],
        groups: Sequence[Group],
        changed: Sequence[Group],
        rng: Random,
        refused: bool,
    ) -> None:
        self.ports = ports
        self.groups = list(groups)
        self.changed = list(changed)
        self.rng = rng
        self.by_part: dict[str, list[Hint]] = {}
        for _, group in groups:
            for hint in group:
                self.by_part.setdefault(hint.part, []).append(hint)
        self.refused = refused

    def draw(self) -> Request:
        """Return one request: most aim at the conditions of one or two rules."""
        rng = self.rng
        draft = Draft(rng.choice(self.ports))
        self._scatter(draft)
        for _ in range(rng.choice((0, 1, 1, 1, 2))):
            lot = self.changed if self.changed and rng.random() < 0.4 else self.groups
            if lot:
                self._aim(draft, rng.choice(lot))
        if rng.random() < 0.1:
            draft.path = spelled(draft.path, rng)
        if rng.random() < 0.1 and draft.host:
            draft.host = host(draft.host, rng)
        # NGINX has an idea of its own of a port that is no number.
        draft.host = draft.host and re.sub(":(?![0-9]+$).*", "", draft.host)
        if not self.refused and (not _HOST.fullmatch(draft.host or "") or ".." in draft.host):
            draft.host = rng.choice(words.HOSTS)
        request = draft.finished(rng)
        if not self.refused and _climbs(request.path):
            return request._replace(target="/")
        return request

    def _scatter(self, draft: Draft) -> None:
        """Give each part a value of some rule, or nothing."""
        rng = self.rng
        draft.path = words.path(rng) if rng.random() < 0.7 else "/"
        draft.host = rng.choice(words.HOSTS)
        draft.method = rng.choice(("GET", "GET", "GET", *words.METHODS))
        for part, hints in self.by_part.items():
            chance = 0.8 if part in ("path", "host") else 0.35
            if part not in ("target", "base", "query") and rng.random() < chance:
                self._place(draft, rng.choice(hints), rng.random() < 0.5)

    def _aim(self, draft: Draft, group: Group) -> None:
        """Satisfy or graze the predicates of one rule."""
        rng = self.rng
        port, hints = group
        draft.port = port or draft.port
        by_name: dict[tuple[str, str], list[Hint]] = {}
        for hint in hints:
            by_name.setdefault((hint.part, hint.name), []).append(hint)
        graze = rng.choice((None, *by_name)) if rng.random() < 0.8 else None
        for key, some in by_name.items():
            # Predicates on one part may be meant together or instead of one another.
            chosen = rng.sample(some, rng.randint(1, min(2, len(some))))
            for hint in chosen:
                self._place(draft, hint, key != graze)
            if len(chosen) == 2 and key[0] == "path" and rng.random() < 0.5:
                first, second = (inside(hint, rng) for hint in chosen)
                draft.path = first.rstrip("/") + second

    def _place(self, draft: Draft, hint: Hint, hit: bool) -> None:
        rng = self.rng
        text = inside(hint, rng) if hit else edge(hint, rng)
        match hint.part:
            case "path":
                draft.path = text
            case "target":
                draft.target = text
            case "query":
                draft.query = text
            case "base":
                name, slash, rest = text.partition("/")
                draft.host = name or draft.host
                draft.path = slash + rest if slash else draft.path
            case "host":
                draft.host = text if hit or rng.random() < 0.5 else host(text, rng)
                if not hit and rng.random() < 0.1:
                    draft.host = None
            case "method":
                draft.method = text.upper() if hit and text.isalpha() else rng.choice(words.METHODS)
            case "source":
                draft.source = text if hint.kind == "network" else "10.1.2.3"
            case "header":
                draft.headers[hint.name] = self._lines(hint, text, hit)
            case "argument":
                others = [pair for pair in draft.arguments if pair[0] != hint.name]
                draft.arguments = self._pairs(hint, text, hit, others)
            case "cookie":
                others = [pair for pair in draft.cookies if pair[0] != hint.name]
                value = text.replace(";", "").replace(",", "").replace(" ", "")
                cookies = [pair for pair in self._pairs(hint, value, hit, others) if pair[1]]
                draft.cookies = [(name, value) for name, value in cookies if value]

    def _lines(self, hint: Hint, text: str, hit: bool) -> list[str]:
        """The lines of a header: with the text, or around it."""
        rng = self.rng
        other = rng.choice(words.ITEMS)
        if hit:
            return rng.choice(([text], [text], [other, text], [f"{other}, {text}"], [text, other]))
        return rng.choice(
            (
                [],
                [""],
                [text],
                [text, text],
                [f"{text},"],
                [f",{text}"],
                [f"{other},{text} , {other}"],
                [f" {text} "],
                ["", text],
                [text.swapcase()],
            )
        )

    def _pairs(
        self,
        hint: Hint,
        text: str,
        hit: bool,
        others: list[tuple[str, str]] | list[tuple[str, str | None]],
    ) -> list[tuple[str, str | None]]:
        """The arguments or cookies: with the pair, or around it."""
        rng = self.rng
        name, other = hint.name, rng.choice([item for item in words.ITEMS if " " not in item])
        rest: list[tuple[str, str | None]] = [*others]
        lot: tuple[list[tuple[str, str | None]], ...]
        if hit:
            lot = (
                [*rest, (name, text)],
                [(name, text), *rest],
                [(name, text), (name, other)],
                [(name, other), (name, text)],
            )
        else:
            lot = (
                rest,
                [*rest, (name, "")],
                [*rest, (name, None)],
                [(name + "x", text), *rest],
                [(name[:-1] or "z", text)],
                [("x" + name, text), (name, text)],
                [(name, text)],
                [(name, text), (name, text), *rest],
                [(name.upper(), text)],
                [(name, ""), (name, text)],
            )
        return rng.choice(lot)
