"""An NGINX configuration as plain data: what is rendered, evaluated and changed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.harness.space.drawing import Group
from tests.harness.space.hints import Hint


@dataclass(frozen=True)
class Test:
    """The condition of an `if`: a text with variables, compared with another."""

    text: str  # one variable, such as $http_x_t
    operator: str = ""  # "" = != ~ ~* !~ !~*
    with_what: str = ""


@dataclass(frozen=True)
class Line:
    """One directive of a server, a location or an `if`.

    `kind`: set (name, text), return (status, text), rewrite (regex, text, flag), break,
    proxy (text: a pool or a variable), allow and deny (text: a network or all), if (test, body).
    """

    kind: str
    text: str = ""
    name: str = ""
    status: int = 0
    regex: str = ""
    flag: str = ""
    test: Test | None = None
    body: "tuple[Line, ...]" = ()


@dataclass(frozen=True)
class Location:
    """`modifier` is one of "", "=", "^~", "~", "~*"."""

    modifier: str
    text: str
    lines: tuple[Line, ...]
    inner: "tuple[Location, ...]" = ()

    @property
    def is_regex(self) -> bool:
        return self.modifier.startswith("~")


@dataclass(frozen=True)
class Server:
    """A server block: names as written, regular expressions with their `~`."""

    port: int
    default: bool
    names: tuple[str, ...]
    lines: tuple[Line, ...]
    locations: tuple[Location, ...]


@dataclass(frozen=True)
class Map:
    """A `map`, or a `geo` when `source` is empty; keys as written; `default` None: not written."""

    name: str  # without $
    source: str
    entries: tuple[tuple[str, str], ...]
    default: str | None = None
    hostnames: bool = False


@dataclass(frozen=True)
class World:
    """The whole `http` block."""

    servers: tuple[Server, ...]
    maps: tuple[Map, ...]


def hints(world: World) -> list[Group]:
    """For each location and server the port and the edges of what leads there."""
    maps = {one.name: one for one in world.maps}
    found: list[Group] = []
    for server in world.servers:
        names = tuple(_of_name(name) for name in server.names)
        found.append((server.port, (*names, *_of_lines(server.lines, maps))))
        for way in _ways(server.locations):
            path = [_of_location(one) for one in way[-1:] if one.text]
            outer = [_of_location(one) for one in way[:-1] if one.is_regex]
            found.append((server.port, (*names, *outer, *path, *_of_lines(way[-1].lines, maps))))
    return [group for group in found if group[1]]


def _ways(locations: tuple[Location, ...]) -> Iterator[tuple[Location, ...]]:
    for one in locations:
        yield (one,)
        for way in _ways(one.inner):
            yield (one, *way)


def _of_name(name: str) -> Hint:
    if name.startswith("~"):
        return Hint("host", "", "regex", name.lstrip("~*"))
    if name.startswith(("*.", ".")):
        return Hint("host", "", "suffix", "." + name.lstrip("*."))
    if name.endswith(".*"):
        return Hint("host", "", "prefix", name[:-1])
    return Hint("host", "", "exact", name)


def _of_location(one: Location) -> Hint:
    kind = "regex" if one.is_regex else "exact" if one.modifier == "=" else "prefix"
    return Hint("path", "", kind, one.text)


def _of_lines(lines: tuple[Line, ...], maps: dict[str, Map]) -> list[Hint]:
    found: list[Hint] = []
    for line in lines:
        if line.kind == "rewrite":
            found.append(Hint("path", "", "regex", line.regex))
        elif line.kind in ("allow", "deny") and line.text != "all":
            found.append(Hint("source", "", "network", line.text))
        elif line.test is not None:
            kind = "regex" if "~" in line.test.operator else "exact"
            for text in (line.test.with_what,) if line.test.operator else ("0", "1"):
                found += of_text(line.test.text, kind, text, maps)
        elif line.kind in ("proxy", "return", "set"):
            for name in re.findall(r"\$(\w+)", line.text):
                if name in maps:
                    found += _of_map(maps[name], maps)
        found += _of_lines(line.body, maps)
    return found


def _of_map(one: Map, maps: dict[str, Map]) -> list[Hint]:
    found: list[Hint] = []
    for key, _ in one.entries:
        if not one.source:
            found.append(Hint("source", "", "network", key))
        elif key.startswith("~"):
            found += of_text(one.source, "regex", key.lstrip("~*"), maps)
        elif one.hostnames:
            name = _of_name(key)
            found += of_text(one.source, name.kind, name.text, maps)
        else:
            found += of_text(one.source, "exact", key, maps)
    return found


def of_text(text: str, kind: str, other: str, maps: dict[str, Map]) -> list[Hint]:
    """Return the edges of a comparison of a text with variables."""
    if text == "$host$uri":
        return [Hint("base", "", kind, other)]
    parts = {
        "uri": "path",
        "request_uri": "target",
        "host": "host",
        "http_host": "host",
        "request_method": "method",
        "remote_addr": "source",
        "args": "query",
    }
    found = []
    for name in re.findall(r"\$(\w+)", text):
        if name in parts:
            found.append(Hint(parts[name], "", kind, other))
        elif name in maps:
            found += _of_map(maps[name], maps)
        for prefix, part in (("http_x", "header"), ("arg_", "argument"), ("cookie_", "cookie")):
            if name.startswith(prefix):
                wanted = name.removeprefix("http_").removeprefix("arg_").removeprefix("cookie_")
                found.append(Hint(part, wanted.replace("_", "-"), kind, other))
    return found
