"""Which server block and which location NGINX takes, by its documented precedence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from tests.harness.space.nginx_world import Location, Server, World


def host_of(text: str) -> str | None:
    """Return `$host` of a Host header; None when the request is refused for it."""
    name = text.partition(":")[0].lower()
    if ".." in name or "/" in name or not name.removesuffix("."):
        return None
    return name.removesuffix(".")


def server_for(world: World, port: int, host: str) -> tuple[Server, re.Match[str] | None]:
    """Return the server block of a host, and what its expression matched."""
    here = [server for server in world.servers if server.port == port]
    names = [(name, server) for server in here for name in server.names]
    plain = [(name, server) for name, server in names if not name.startswith("~")]
    best = best_name([name for name, _ in plain], host)
    if best is not None:
        return next(server for name, server in plain if name == best), None
    for name, server in names:
        if name.startswith("~"):
            found = re.search(name[1:], host, re.ASCII)
            if found:
                return server, found
    return next((server for server in here if server.default), here[0]), None


def best_name(names: Sequence[str], host: str) -> str | None:
    """Return the name that takes a host: exact, longest `*.x`, longest `x.*`."""
    exact = [name for name in names if host == name.lower().removeprefix(".")]
    if exact:
        return exact[0]
    for fits in (_leading, _trailing):
        some = [name for name in names if fits(name.lower(), host)]
        if some:
            return max(some, key=lambda name: len(name.lstrip("*")))
    return None


def _leading(name: str, host: str) -> bool:
    # A host that begins with a dot has an empty part in front, and that is enough.
    return name.startswith(("*.", ".")) and host.endswith(name.removeprefix("*"))


def _trailing(name: str, host: str) -> bool:
    return name.endswith(".*") and host.startswith(name[:-1])


def clean(path: str) -> str | None:
    """Return `$uri` of a path: decoded, dots resolved, slashes merged; None: refused."""
    if re.search("%(?![0-9A-Fa-f]{2})|%00", path):
        return None
    parts = unquote_to_bytes(path).decode("latin-1").split("/")[1:]
    kept: list[str] = []
    for part in parts[:-1]:
        if part == "..":
            if not kept:
                return None
            kept.pop()
        elif part not in ("", "."):
            kept.append(part)
    last = parts[-1]
    if last == "..":
        if not kept:
            return None
        kept.pop()
    return "/" + "".join(part + "/" for part in kept) + ("" if last in (".", "..") else last)


@dataclass
class Found:
    """What the search for a location ended with."""

    location: Location | None = None
    slash: str = ""  # the client is sent here, where a slash is added
    captures: re.Match[str] | None = None
    final: bool = False
    around: tuple[Location, ...] = ()  # the locations that it lies in, innermost first


def find(locations: tuple[Location, ...], uri: str) -> Found:
    """Return the location of a level: `=`, longest prefix (nested), expressions, prefix."""
    plain = [one for one in locations if not one.is_regex]
    for one in plain:
        if one.modifier == "=" and one.text == uri:
            return Found(one, final=True)
    fitting = [one for one in plain if one.modifier != "=" and uri.startswith(one.text)]
    prefix = max(fitting, key=lambda one: len(one.text), default=None)
    if prefix is None or prefix.text != uri:
        for one in plain:
            if one.text == uri + "/" and any(line.kind == "proxy" for line in one.lines):
                return Found(slash=one.text, final=True)
    found = Found(prefix)
    if prefix is not None:
        inner = find(prefix.inner, uri)
        inner.around += (prefix,)
        if inner.final:
            return inner
        found = inner if inner.location is not None else found
    if prefix is None or prefix.modifier != "^~":
        for one in locations:
            matched = _matched(one, uri)
            if matched:
                inner = find(one.inner, uri)
                if inner.location is None and not inner.slash:
                    inner.location = one
                else:
                    inner.around += (one,)
                inner.captures = inner.captures or matched
                inner.final = True
                return inner
    return found


def _matched(one: Location, uri: str) -> re.Match[str] | None:
    if not one.is_regex:
        return None
    flags = re.ASCII | (re.IGNORECASE if one.modifier == "~*" else 0)
    return re.search(one.text, uri, flags)
