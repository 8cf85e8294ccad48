"""The location search, lowered to chains in first-match order.

ngx_http_core_find_location (measured on 1.22.1, 60,000 requests)::

    find(level): an '=' hit is final
                 p = longest prefix; inner = find(p.children): a final inner returns
                 unless p is ^~: the first matching regex of THIS level -> find(its
                 children), final
                 else the innermost prefix found

The chain of a prefix location p is therefore: exact children, nested prefixes
longest first, the regexes of its children's level, those of its own level unless
it is ^~, those of the levels around likewise, and then its own body.
"""

from collections.abc import Callable

from steelyard.core.place import Place
from steelyard.core.record import field, identity
from steelyard.dialects.nginx.text.maps import GROUP_NAME
from steelyard.dialects.nginx.text.routing_level import Level, level_of, shorten
from steelyard.dialects.nginx.text.routing_redirects import location_of
from steelyard.dialects.nginx.text.routing_room import Room, always, implicit
from steelyard.dialects.nginx.text.syntax import Directive
from steelyard.dialects.nginx.text.variables_builtin import URI, question_query
from steelyard.model.conditions import ALWAYS, Match
from steelyard.model.routing import (
    Action,
    Call,
    Chain,
    Goto,
    OpaqueAction,
    Redirect,
    Route,
    SetVariable,
    Switch,
)
from steelyard.model.values import Field, Join, Literal, Pattern

MAX_NESTING = 24
"""Locations within locations that are lowered; deeper ones are kept opaque."""

MANY_EXACT = 8
"""From so many ``location =`` on, one table finds them instead of one route each."""

PASSING = (
    "proxy_pass",
    "fastcgi_pass",
    "uwsgi_pass",
    "scgi_pass",
    "grpc_pass",
    "memcached_pass",
)
"""Directives that hand a request to another server."""


@identity
class Location:
    """One location block. ``kind``: ``=``, "" (prefix), ``^~``, ``~``, ``~*``, ``@``."""

    kind: str
    name: str
    level: Level
    depth: int
    children: "Group" = field(default_factory=lambda: Group())
    chain: str = ""

    @property
    def place(self) -> Place:
        """Where it is written."""
        return self.level.place

    @property
    def title(self) -> str:
        """``location ^~ /media/``."""
        return shorten(self.level.directive)


@identity
class Group:
    """The locations of one level by kind; ``regexes`` in the order of the file."""

    exact: dict[str, Location] = field(default_factory=dict)
    prefixes: dict[str, Location] = field(default_factory=dict)
    regexes: list[Location] = field(default_factory=list)
    named: dict[str, Location] = field(default_factory=dict)
    chain: str = ""

    def all(self) -> list[Location]:
        """Every location of this level."""
        return [
            *self.exact.values(),
            *self.prefixes.values(),
            *self.regexes,
            *self.named.values(),
        ]

    def longest_first(self) -> list[Location]:
        """The prefixes in the order they are tried."""
        return sorted(self.prefixes.values(), key=lambda item: len(item.name), reverse=True)


Body = Callable[[Location, Chain], None]
"""Writes what a location does with a request into its chain."""


def split_words(directive: Directive) -> tuple[str, str]:
    """Kind and name of a location; ngx_http_core_location takes glued forms too."""
    words = directive.words[1:]
    if len(words) >= 2:
        return ("" if words[0] not in ("=", "^~", "~", "~*") else words[0]), words[1]
    word = words[0] if words else ""
    for kind in ("=", "^~", "~*", "~"):
        if word.startswith(kind):
            return kind, word[len(kind) :]
    return ("@" if word.startswith("@") else ""), word


def read_group(level: Level, depth: int = 0) -> Group:
    """The locations of a level, with those nested in them."""
    group = Group()
    for directive in level.own.get("location", ()):
        if directive.body is None:
            continue
        kind, name = split_words(directive)
        inner = level_of(directive, level)
        inner.location = name
        location = Location(kind, name, inner, depth)
        if depth < MAX_NESTING:
            location.children = read_group(inner, depth + 1)
        if kind in ("~", "~*"):
            group.regexes.append(location)
        elif kind == "@":
            group.named.setdefault(name, location)
        elif kind == "=":
            group.exact.setdefault(name, location)
        else:
            group.prefixes.setdefault(name, location)
    return group


@identity
class Search:
    """The lowering of one server's locations."""

    room: Room
    label: str
    body: Body

    def prepare(self, group: Group) -> None:
        """Makes the chain of every location, so that all can be named."""
        for location in group.all():
            title = location.title.removeprefix("location ")
            chain = self.room.chain(f"{self.label} {title}", location.place)
            location.chain = chain.name
            self.prepare(location.children)
        if group.regexes:
            first = group.regexes[0]
            chain = self.room.chain(f"{self.label} regexes at line {first.place.line}", first.place)
            group.chain = chain.name

    def fill(self, group: Group, chain: Chain, outer: tuple[str, ...]) -> None:
        """Writes the search through ``group`` into ``chain``, without its body."""
        chain.by_precedence = bool(group.exact or group.prefixes)
        self._exact(group, chain)
        self._auto_redirects(group, chain)
        for location in group.longest_first():
            match = Match(URI, (Pattern("prefix", location.name, place=location.place),))
            chain.routes.append(_to(match, location))
        if group.chain:
            chain.routes.append(_call(group.chain))
        chain.routes += [_call(name) for name in outer]

    def lower(self, group: Group, outer: tuple[str, ...] = ()) -> None:
        """Fills the chains of all locations of a level and below."""
        chains = self.room.gateway.chains
        for location in group.exact.values():
            self.body(location, chains[location.chain])
        for location in group.named.values():
            self.body(location, chains[location.chain])
        own = (group.chain, *outer) if group.chain else outer
        for location in group.prefixes.values():
            self._location(location, outer if location.kind == "^~" else own)
        for location in group.regexes:
            self._location(location, ())
        if group.chain:
            chain = chains[group.chain]
            chain.routes += [_expression(location) for location in group.regexes]

    def _location(self, location: Location, outer: tuple[str, ...]) -> None:
        """The chain of a prefix or regex location and of what is nested in it."""
        chain = self.room.gateway.chains[location.chain]
        if location.depth >= MAX_NESTING and "location" in location.level.own:
            reason = f"locations are nested more than {MAX_NESTING} deep"
            opaque = OpaqueAction(location.title, reason, may_end=True)
            chain.routes.append(always(opaque, location.place, location.title, "location"))
            return
        self.lower(location.children, outer)
        self.fill(location.children, chain, outer)
        self.body(location, chain)

    def _exact(self, group: Group, chain: Chain) -> None:
        """The ``location =`` of a level."""
        if len(group.exact) >= MANY_EXACT:
            cases = {name: location.chain for name, location in group.exact.items()}
            first = next(iter(group.exact.values()))
            text = f"one of {len(cases)} exact locations"
            chain.routes.append(
                Route(
                    Match(URI, (Pattern("exists"),)),
                    (Switch(URI, cases, None),),
                    first.place,
                    text,
                    "location",
                    implicit=True,
                )
            )
            return
        for location in group.exact.values():
            match = Match(URI, (Pattern("exact", location.name, place=location.place),))
            chain.routes.append(_to(match, location))

    def _auto_redirects(self, group: Group, chain: Chain) -> None:
        """301 from ``/dir`` to ``/dir/`` where ``location /dir/`` passes requests on."""
        for location in [*group.exact.values(), *group.prefixes.values()]:
            name = location.name[:-1]
            if not location.name.endswith("/") or not name or not _passes(location):
                continue
            if name in group.exact or name in group.prefixes:
                continue
            sent = Join((Literal(location.name), question_query()))
            redirect = Redirect(301, location_of(location.level, location.name, sent))
            text = f"{location.title}: {name} is sent to {location.name}"
            match = Match(URI, (Pattern("exact", name, place=location.place),))
            chain.routes.append(Route(match, (redirect,), location.place, text, "location"))


def _passes(location: Location) -> bool:
    """Whether the location itself hands requests on (``auto_redirect``)."""
    return any(name in location.level.own for name in PASSING)


def group_actions(expression: str) -> tuple[SetVariable, ...]:
    """Named groups of an expression that matched become variables."""
    return tuple(
        SetVariable(name.lower(), Field("capture", name)) for name in GROUP_NAME.findall(expression)
    )


def _to(match: Match, location: Location) -> Route:
    return Route(match, (Goto(location.chain),), location.place, location.title, "location")


def _call(name: str) -> Route:
    return implicit(ALWAYS, Call(name), kind="location", text="regular expressions")


def _expression(location: Location) -> Route:
    """A regex location."""
    pattern = Pattern("regex", location.name, location.kind == "~*", location.place)
    actions: tuple[Action, ...] = (*group_actions(location.name), Goto(location.chain))
    return Route(Match(URI, (pattern,)), actions, location.place, location.title, "location")
