"""What NGINX's manual says a request leads to, in plain steps."""

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.harness.space.nginx_find import best_name, clean, find, host_of, server_for
from tests.harness.space.nginx_world import Line, Location, Map, Server, Test, World
from tests.harness.space.request import Outcome, Request
from tests.harness.space.words import POOLS

MOST_CHANGES = 10
REDIRECTS = (301, 302, 303, 307, 308)


@dataclass
class Seen:
    """The request as it stands at this moment."""

    request: Request
    host: str
    uri: str
    args: str
    maps: dict[str, Map]
    captures: re.Match[str] | None = None
    variables: dict[str, str] = field(default_factory=dict)
    changed: bool = False  # a rewrite asks for another search
    inside: Line | None = None  # the `if` of the location that was true last

    def value(self, name: str) -> str:
        """Return the text of a variable."""
        request = self.request
        fixed = {
            "uri": self.uri,
            "args": self.args,
            "is_args": "?" if self.args else "",
            "host": self.host,
            "request_uri": request.target,
            "request_method": request.method,
            "remote_addr": request.source,
        }
        if name in fixed:
            return fixed[name]
        if name.isdigit():
            return group(self.captures, int(name))
        if name.startswith("http_"):
            lines = request.lines(name.removeprefix("http_").replace("_", "-"))
            return lines[0].strip(" \t") if lines else ""
        if name.startswith("arg_"):
            return _pair(self.args.split("&"), name.removeprefix("arg_"))
        if name.startswith("cookie_"):
            parts = [part for line in request.lines("cookie") for part in re.split("[;,]", line)]
            return _pair([part.strip(" ") for part in parts], name.removeprefix("cookie_"))
        if name not in self.variables and name in self.maps:
            # A map is asked once in a request.
            self.variables[name] = _looked_up(self.maps[name], self)
        return self.variables.get(name, "")

    def text(self, text: str) -> str:
        """Return a text with its variables filled in."""
        return re.sub(r"\$\{?(\w+)\}?", lambda found: self.value(found[1]), text)


def group(found: re.Match[str] | None, number: int) -> str:
    """Return a group of the last match, empty where there is none."""
    return (found[number] or "") if found and number <= found.re.groups else ""


def _pair(parts: list[str], wanted: str) -> str:
    for part in parts:
        name, mark, value = part.partition("=")
        if mark and name.lower() == wanted.lower():
            return value
    return ""


def _looked_up(one: Map, seen: Seen) -> str:
    if not one.source:
        address = ipaddress.ip_address(seen.request.source)
        networks = [(ipaddress.ip_network(key, False), value) for key, value in one.entries]
        some = [(n.prefixlen, value) for n, value in networks if address in n]
        return max(some, key=lambda entry: entry[0])[1] if some else one.default or ""
    value = seen.text(one.source)
    plain = [(key, result) for key, result in one.entries if not key.startswith("~")]
    value = value.removesuffix(".") if one.hostnames else value
    for key, result in plain:
        if key.lower() == value.lower():
            return seen.text(result)
    if one.hostnames:
        best = best_name([key for key, _ in plain], value.lower())
        if best is not None:
            return seen.text(dict(plain)[best])
    for key, result in one.entries:
        # An empty text is never searched (measured).
        if key.startswith("~") and value:
            found = searched(key.removeprefix("~"), value)
            if found:
                seen.captures = found
                return seen.text(result)
    return seen.text(one.default or "")


def searched(expression: str, text: str) -> re.Match[str] | None:
    """Search for an expression; a `*` in front ignores case."""
    flags = re.ASCII | (re.IGNORECASE if expression.startswith("*") else 0)
    return re.search(expression.removeprefix("*"), text, flags)


def evaluate(world: World, request: Request) -> Outcome:
    """Return the outcome of one request."""
    host = host_of((request.lines("host") or [""])[0])
    uri = clean(request.path)
    if host is None or uri is None:
        return ("deny", 400)
    server, captures = server_for(world, request.port, host)
    maps = {one.name: one for one in world.maps}
    seen = Seen(request, host, uri, request.query, maps, captures)
    ended = _rewrite(server.lines, seen)
    for _ in range(MOST_CHANGES + 1):
        if ended:
            return ended
        found = find(server.locations, seen.uri)
        if found.slash:
            return ("redirect", 301, found.slash + ("?" + seen.args if seen.args else ""))
        assert found.location is not None
        seen.captures = found.captures or seen.captures
        seen.changed, seen.inside = False, None
        ended = _rewrite(found.location.lines, seen)
        if not ended and not seen.changed:
            return _content([found.location, *found.around, server], seen)
    return ended or ("deny", 500)


def _rewrite(lines: tuple[Line, ...], seen: Seen) -> Outcome | None:
    """Run set, if, rewrite, return and break; None: nothing of them ended the request."""
    return _run(lines, seen)[1]


def _run(lines: tuple[Line, ...], seen: Seen) -> tuple[bool, Outcome | None]:
    """Return whether the list was left early, and the outcome if there is one."""
    for line in lines:
        if line.kind == "set":
            seen.variables[line.name] = seen.text(line.text)
        elif line.kind == "break":
            seen.changed = False
            return True, None
        elif line.kind == "return":
            if line.status in REDIRECTS:
                return True, ("redirect", line.status, seen.text(line.text))
            return True, ("deny", line.status)
        elif line.kind == "rewrite":
            stop, ended = _replace(line, seen)
            if stop:
                return True, ended
        elif line.kind == "if":
            assert line.test is not None
            if _holds(line.test, seen):
                seen.inside = line
                stop, ended = _run(line.body, seen)
                if stop:
                    return True, ended
    return False, None


def _replace(line: Line, seen: Seen) -> tuple[bool, Outcome | None]:
    found = re.search(line.regex, seen.uri, re.ASCII)
    seen.captures = found
    if not found:
        return False, None
    whole = line.text.removesuffix("?")
    path, mark, args = whole.partition("?")
    keeps = not line.text.endswith("?")
    path, args = seen.text(path), seen.text(args)
    if keeps and seen.args:
        args = f"{args}&{seen.args}" if mark else seen.args
    if line.flag in ("redirect", "permanent") or path.startswith("http"):
        status = 301 if line.flag == "permanent" else 302
        return True, ("redirect", status, path + ("?" + args if args else ""))
    seen.uri, seen.args = path, args
    seen.changed = line.flag != "break"
    return line.flag in ("last", "break"), None


def _holds(test: Test, seen: Seen) -> bool:
    value = seen.text(test.text)
    if not test.operator:
        return value not in ("", "0")
    if "~" in test.operator:
        expression = ("*" if test.operator.endswith("*") else "") + test.with_what
        found = searched(expression, value)
        seen.captures = found  # one that is not found leaves nothing (measured)
        return bool(found) != test.operator.startswith("!")
    return (value == test.with_what) == (test.operator == "=")


def _content(levels: Sequence[Location | Server], seen: Seen) -> Outcome:
    """Return what a location does after its rewrites: access, then the pool."""
    location = levels[0]
    # Who may come in is said on the innermost level that says anything about it.
    said = ([one for one in level.lines if one.kind in ("allow", "deny")] for level in levels)
    rules: list[Line] = next(filter(None, said), [])
    for line in rules:
        if line.text == "all" or _in_network(seen.request.source, line.text):
            if line.kind == "deny":
                return ("deny", 403)
            break
    own = [line for line in (seen.inside.body if seen.inside else ()) if line.kind == "proxy"]
    proxies = own or [line for line in location.lines if line.kind == "proxy"]
    pool = seen.text(proxies[0].text)
    if pool in POOLS:
        return ("pool", pool)
    return ("deny", 502 if pool else 500)


def _in_network(source: str, network: str) -> bool:
    return ipaddress.ip_address(source) in ipaddress.ip_network(network, False)
