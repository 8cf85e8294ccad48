"""Traps of ``proxy_pass``: names, resolvers, and what happens to the path."""

import re

from steelyard.dialects.nginx.text.locations import Location
from steelyard.dialects.nginx.text.routing_level import shorten
from steelyard.dialects.nginx.text.routing_plan import Passing, has_resolver
from steelyard.dialects.nginx.text.routing_targets import Target, is_address
from steelyard.dialects.nginx.text.variables import references
from steelyard.model.notice import Notice

_SCHEME = re.compile(r"^[a-z]+://")
_CLIENT = ("arg_", "http_", "cookie_")
_LOCAL = frozenset({"localhost", ""})


def notice_fixed(passing: Passing, target: Target) -> None:
    """What a target without variables shows."""
    room = passing.plan.room
    host = target.authority.partition(":")[0].lower()
    if host not in room.upstreams and not is_address(target.authority) and host not in _LOCAL:
        _frozen(passing, host)
    location = passing.location
    if location is None or passing.name != "proxy_pass" or location.kind not in ("", "^~"):
        return
    if target.uri and "$" not in target.uri:
        _path(passing, location, target.uri)


def _frozen(passing: Passing, host: str) -> None:
    """A name that is looked up once, when NGINX starts."""
    passing.plan.room.notice(
        Notice(
            "discovery/frozen-name",
            passing.directive.place(1),
            host,
            f"'{shorten(passing.directive)}' names {host!r}, which is looked up once, when "
            "NGINX starts or reloads.",
            "When the name moves to another address, requests go on to the old one until the "
            "next reload; when it cannot be looked up, NGINX does not start.",
            f"Put it in an upstream block with 'server {host} resolve' and a resolver (since "
            "1.27.3), or reload NGINX when the name changes.",
        )
    )


def _path(passing: Passing, location: Location, uri: str) -> None:
    """How a URI in ``proxy_pass`` bends the path."""
    name = location.name
    if uri == name:
        return
    seen = uri + "x"
    sent = f"{name}x" if name.endswith("/") else f"{name}/x"
    doubled = uri.endswith("/") and not name.endswith("/")
    glued = not uri.endswith("/") and name.endswith("/")
    directive = passing.directive
    if doubled:
        seen = f"{uri}/x"
        rule, remedy = "routing/double-slash", f"Write 'location {name}/', or leave the slash out."
        fact = f"'location {name}' has no slash at its end, but '{shorten(directive)}' has one."
    else:
        rule = "routing/prefix-dropped"
        remedy = "Leave the URI out of proxy_pass if the server expects the path as it was sent."
        if glued:
            remedy = f"Write 'proxy_pass ...{uri}/' if a path below {uri} is meant."
        fact = f"'{shorten(directive)}' replaces the {name} of the path by {uri}."
    passing.plan.room.notice(
        Notice(
            rule,
            directive.place(1),
            passing.plan.label.rstrip(":"),
            fact,
            f"The server gets {seen} for a request {sent}.",
            remedy,
            ((location.place, "the location"),),
        )
    )


def notice_chosen(passing: Passing, target: Target, texts: set[str] | None) -> None:
    """What a target with variables shows."""
    fed = _from_client(passing, target)
    if fed:
        _client_picks(passing, fed)
        return
    if has_resolver(passing.level):
        return
    upstreams = passing.plan.room.upstreams
    names = sorted(
        name
        for text in texts or ()
        if (name := _SCHEME.sub("", text).partition("/")[0])
        and name.lower() not in upstreams
        and not is_address(name)
    )
    if texts is not None and not names:
        return
    example = f"{names[0]!r}" if names else "a name that is no upstream block"
    passing.plan.room.notice(
        Notice(
            "discovery/no-resolver",
            passing.directive.place(1),
            shorten(passing.directive),
            f"'{shorten(passing.directive)}' looks its server up while running, and no resolver "
            "is set here.",
            f"A request for {example} gets 502: only upstream blocks and addresses work.",
            "Add 'resolver ADDRESS;', or let the variable name upstream blocks only.",
            detail={"names": names[:20], "open": texts is None},
        )
    )


def _from_client(passing: Passing, target: Target) -> str:
    """The variable of the client's own that names the server, "" when none does."""
    waiting = references(target.authority)
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name.startswith(_CLIENT):
            return name
        waiting += passing.plan.room.copies.get(name, ())
    return ""


def _client_picks(passing: Passing, name: str) -> None:
    """The client writes the name of the server itself."""
    passing.plan.room.notice(
        Notice(
            "exposure/client-picks-server",
            passing.directive.place(1),
            shorten(passing.directive),
            f"'{shorten(passing.directive)}' takes the server's name from ${name}, which the "
            "client writes.",
            "Whoever sends the request chooses where it goes: any pool of this file, and any "
            "address that this machine reaches.",
            "Choose by a map whose values are the pools that clients may reach.",
        )
    )
