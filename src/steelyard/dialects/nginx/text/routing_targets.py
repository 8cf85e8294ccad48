"""What ``proxy_pass`` names, where the name is made of variables.

ngx_http_proxy_eval and ngx_http_upstream_init_request: the text is taken apart
for each request; a name that is an upstream block (in any case, without a port)
is that pool, an address is used as it is, another name needs a ``resolver``.
"""

import ipaddress
import re

from steelyard.core.record import frozen
from steelyard.dialects.nginx.text.routing_room import Room
from steelyard.model.values import Apply, Field, Join, Literal, Lookup, Split, Value

MAX_TEXTS = 5000
"""Texts that a value may have before it counts as open."""

_SCHEME = re.compile(r"[A-Za-z]+://|\$\{?scheme\}?://")

_PATH = re.compile(r"[/?]|\$\{?(?:request_uri|uri|document_uri)\b")
"""Where the authority ends: these variables always begin with a slash."""


@frozen
class Target:
    """The argument of a passing directive, taken apart.

    ``scheme`` is "" when it is part of a variable or there is none;
    ``authority`` may hold variables; ``uri`` is None when none is written.
    """

    scheme: str
    authority: str
    uri: str | None

    @property
    def fixed(self) -> bool:
        """Whether the server is named without a variable."""
        return "$" not in self.authority


def take_apart(text: str) -> Target:
    """``http://backend/uri`` as scheme, authority and URI."""
    match = _SCHEME.match(text)
    scheme = match[0] if match else ""
    rest = text[len(scheme) :]
    if rest.startswith("unix:"):
        path, colon, uri = rest[5:].partition(":")
        return Target(scheme, f"unix:{path}", uri if colon else None)
    begin = _PATH.search(rest)
    if begin is None or (begin.start() == 0 and not scheme):
        return Target(scheme, rest, None)
    return Target(scheme, rest[: begin.start()], rest[begin.start() :])


def possible_texts(room: Room, value: Value) -> set[str] | None:
    """Every text that a value may have; None when they are not known.

    Absent counts as "".
    """
    found = _texts(room, value, 0)
    return None if found is None or len(found) > MAX_TEXTS else found


def _texts(room: Room, value: Value, depth: int) -> set[str] | None:
    if depth > 20:
        return None
    match value:
        case Literal():
            return {value.text}
        case Lookup():
            right = {entry.value for entry in value.table.entries}
            default = value.default if value.default is not None else Literal("")
            return _union(room, [*right, default], depth) if value.table.complete else None
        case Split():
            return _union(room, [part for _, part in value.parts] + [value.rest], depth)
        case Join():
            return _joined(room, value, depth)
        case Apply(function="first" | "last"):
            return _texts(room, value.value, depth + 1)
        case Field(name="variable"):
            return room.assigned.get(value.argument)
        case Field(name="scheme"):
            return {"http", "https"}
        case _:
            return None


def _union(room: Room, values: list[Value], depth: int) -> set[str] | None:
    found: set[str] = set()
    for value in values:
        texts = _texts(room, value, depth + 1)
        if texts is None:
            return None
        found |= texts
    return found


def _joined(room: Room, value: Join, depth: int) -> set[str] | None:
    found = {""}
    for part in value.parts:
        texts = _texts(room, part, depth + 1)
        if texts is None or len(found) * len(texts) > MAX_TEXTS:
            return None
        found = {head + tail for head in found for tail in texts}
    return found


def is_address(authority: str) -> bool:
    """Whether an authority is an IP address (with a port or not) or a socket path."""
    if authority.startswith("unix:"):
        return True
    bracketed = authority.startswith("[")
    host = authority[1:].partition("]")[0] if bracketed else authority.partition(":")[0]
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
