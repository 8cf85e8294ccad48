"""What a location does with a request in the end: precontent and content phases.

ngx_http_try_files_module.c, ngx_http_core_module.c (content handlers),
ngx_http_proxy_module.c (ngx_http_proxy_create_request: what the server sees).
"""

from steelyard.core.place import Place
from steelyard.core.record import frozen
from steelyard.dialects.nginx.text.locations import PASSING, Location
from steelyard.dialects.nginx.text.rewrites import Turn
from steelyard.dialects.nginx.text.rewrites_uri import change_uri, internal_uri
from steelyard.dialects.nginx.text.routing_endings import Origin, status_routes
from steelyard.dialects.nginx.text.routing_level import Level, shorten
from steelyard.dialects.nginx.text.routing_pass import passing_routes
from steelyard.dialects.nginx.text.routing_plan import Passing, Plan
from steelyard.dialects.nginx.text.routing_room import always
from steelyard.dialects.nginx.text.syntax import Directive
from steelyard.model.conditions import ALWAYS, All, Match, Not
from steelyard.model.routing import (
    Chain,
    Goto,
    OpaqueAction,
    Reject,
    Respond,
    Restart,
    Route,
)
from steelyard.model.values import Field, Join, Literal, Pattern

_OWN = {
    "stub_status": Respond(200, "statistics"),
    "empty_gif": Respond(200, "an empty image"),
    "flv": Respond(None, "video files"),
    "mp4": Respond(None, "video files"),
}
_WRITES = Not(Match(Field("method"), (Pattern("exact", "GET"), Pattern("exact", "HEAD"))))
"""Methods that NGINX's own answers are not for."""

_NAMELESS = ("if", "limit_except")
"""Blocks inside a location that keep its handler (``noname``)."""

_SCRIPTS = ("content_by_lua", "access_by_lua", "js_content", "perl", "echo")
_PAGES = (".html", ".htm", ".txt", ".xml", ".json", ".xhtml")


@frozen
class Spot:
    """Where content is decided: the location (None: none of the server's), its level, the turn."""

    plan: Plan
    location: Location | None
    level: Level
    turn: Turn


def content_routes(spot: Spot) -> list[Route]:
    """try_files, then the handler, else files."""
    for name, found in spot.level.own.items():
        if name.startswith(_SCRIPTS):
            text = shorten(found[0])
            opaque = OpaqueAction(text, "what a script does is not modelled", may_end=True)
            return [always(opaque, found[0].place(), text, name)]
    tried = spot.level.first("try_files")
    if tried is not None and len(tried.words) > 2:
        return _try_files(spot, tried)
    return _handler(spot)


def _handler(spot: Spot) -> list[Route]:
    """The routes of the handler, or of the files that NGINX serves itself."""
    found = _passing(spot)
    if found is not None:
        directive, level = found
        return passing_routes(Passing(spot.plan, spot.location, level, directive, spot.turn.moved))
    if spot.turn.handled:
        why = "an earlier if passes requests on, a later one took its place and names no server"
        return [always(Reject(500, why), spot.level.place, "if", "if")]
    for name, answer in _OWN.items():
        directive_of = spot.level.first(name) or _outer(spot, name)
        if directive_of is not None:
            text = shorten(directive_of)
            origin = Origin(directive_of.place(), f"{text}: another method", name)
            refused = status_routes(spot.plan, spot.level, 405, name, _WRITES, origin)
            return [*refused, always(answer, directive_of.place(), text, name)]
    return [*_index(spot), *_files(spot)]


def _passing(spot: Spot) -> tuple[Directive, Level] | None:
    """The directive that hands the request on; an ``if`` keeps that of its location."""
    level: Level | None = spot.level
    while level is not None:
        for name in PASSING:
            directive = level.first(name)
            if directive is not None and len(directive.words) > 1:
                return directive, level
        level = level.parent if level.directive.words[0] in _NAMELESS else None
    return None


def _outer(spot: Spot, name: str) -> Directive | None:
    """A handler of the location around an ``if``."""
    parent = spot.level.parent
    if spot.level.directive.words[0] not in _NAMELESS or parent is None:
        return None
    return parent.first(name)


def _root(level: Level) -> tuple[str, Place]:
    """The directory that files are served from, and where that is written."""
    found = level.nearest_of(frozenset({"root", "alias"}))
    usable = [item for item in found if len(item.words) > 1]
    if not usable:
        return "html", level.place
    return usable[-1].words[1], usable[-1].place(1)


def _files(spot: Spot) -> list[Route]:
    """NGINX looks for a file; an ``error_page`` may take over where there is none."""
    root, place = _root(spot.level)
    text = f"files below {root}"
    answer = Respond(None, text)
    origin = Origin(place, f"no such file below {root}", "root")
    missing = status_routes(spot.plan, spot.level, 404, "no such file", ALWAYS, origin)
    if len(missing) == 1 and isinstance(missing[0].actions[-1], Reject):
        return [Route(ALWAYS, (answer,), place, text, "root")]
    exists = Match(Field("file-exists", f"{root}$uri"), (Pattern("exists"),))
    return [Route(exists, (answer,), place, text, "root"), *missing]


def _index(spot: Spot) -> list[Route]:
    """An index file that is a program is reached by an internal redirect.

    ngx_http_index_module.c.  Indexes that are plain pages stay with `_files`.
    """
    routes = []
    root = _root(spot.level)[0]
    for directive in spot.level.nearest("index"):
        for index, word in enumerate(directive.words):
            if not index or word.startswith("/") or "$" in word or word.endswith(_PAGES):
                continue
            slash = Match(Field("clean-path"), (Pattern("suffix", "/"),))
            exists = Match(Field("file-exists", f"{root}$uri{word}"), (Pattern("exists"),))
            new = Join((Field("clean-path"), Literal(word)))
            uri = change_uri(spot.plan.room, new, None, keeps=True)
            text = f"index {word}"
            routes.append(
                Route(
                    All((slash, exists)),
                    (*uri, Restart(spot.plan.entry)),
                    directive.place(index),
                    text,
                    "index",
                )
            )
    return routes


def _try_files(spot: Spot, directive: Directive) -> list[Route]:
    """Each file in turn, then the last argument."""
    plan = spot.plan
    place = directive.place()
    text = shorten(directive)
    root = _root(spot.level)[0]
    routes: list[Route] = []
    chain: Chain | None = None
    for index, word in enumerate(directive.words[1:-1], start=1):
        if chain is None:
            chain = plan.room.chain(f"{plan.label} file found at line {place.line}", place)
            chain.routes += _handler(spot)
        exists = Match(Field("file-exists", f"{root}{word}"), (Pattern("exists"),))
        found = (Goto(chain.name),)
        routes.append(Route(exists, found, directive.place(index), f"{text}: {word}", "try_files"))
    routes += _fallback(spot, directive, text)
    return routes


def _fallback(spot: Spot, directive: Directive, text: str) -> list[Route]:
    """The last argument of ``try_files``."""
    plan = spot.plan
    last = directive.words[-1]
    place = directive.place(len(directive.words) - 1)
    if last.startswith("=") and last[1:].isdigit() and len(last) < 5:
        origin = Origin(place, text, "try_files")
        return status_routes(plan, spot.level, int(last[1:]), "try_files", ALWAYS, origin)
    if last.startswith("@"):
        chain = plan.named_chain(last)
        if chain is None:
            missing = f"the named location {last} does not exist"
            return [always(Respond(500, missing), place, text, "try_files")]
        return [Route(ALWAYS, (Restart(chain),), place, text, "try_files")]
    actions = (*internal_uri(plan.room, last, plan.scope, place), Restart(plan.entry))
    return [Route(ALWAYS, actions, place, text, "try_files")]
