"""A world in which one line gives itself away: what it decides ends otherwise.

For a line that never decides, no request does.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from tests.harness.space import haproxy_world, nginx_text, nginx_world
from tests.harness.space.haproxy_world import Backend, Choice, Frontend, Rule
from tests.harness.space.nginx_world import Line, Location
from tests.harness.space.pairs import Side

T = TypeVar("T")
STATUS = 298
POOL = "marked"
_ANSWER = Line("return", status=STATUS)


def marked(side: Side, number: int) -> Side | None:
    """Return the side with a line of its text marked; None when the line decides nothing."""
    if isinstance(side.world, haproxy_world.World):
        world = _haproxy(side.world, side.texts()[0].splitlines(), number)
        return world and replace(side, world=world)
    changed = _Nginx(number).world(side.world)
    return replace(side, world=changed) if changed != side.world else None


def _haproxy(
    world: haproxy_world.World, lines: Sequence[str], number: int
) -> haproxy_world.World | None:
    """Find the line's section, and which of its kind it is there."""
    line = lines[number - 1]
    start = max(n for n in range(number) if not lines[n].startswith(" "))
    kind, _, name = lines[start].partition(" ")
    word = line.split()[0]
    place = sum(one.split()[0] == word for one in lines[start + 1 : number - 1])
    if kind == "frontend":
        frontends = tuple(
            _in_frontend(one, word, place) if one.name == name else one for one in world.frontends
        )
        return replace(world, frontends=frontends, backends=(*world.backends, Backend(POOL)))
    if kind == "backend" and word == "http-request":
        backends = tuple(
            replace(one, rules=_at(one.rules, place, _rule)) if one.name == name else one
            for one in world.backends
        )
        return replace(world, backends=backends)
    return None


def _in_frontend(one: Frontend, word: str, place: int) -> Frontend:
    if word == "http-request":
        return replace(one, rules=_at(one.rules, place, _rule))
    if word == "use_backend":
        return replace(one, choices=_at(one.choices, place, _choice))
    return replace(one, default=POOL) if word == "default_backend" else one


def _rule(one: Rule) -> Rule:
    return replace(one, kind="return", status=STATUS, text=(), name="", regex="")


def _choice(one: Choice) -> Choice:
    return replace(one, pool=POOL)


def _at(items: tuple[T, ...], place: int, change: Callable[[T], T]) -> tuple[T, ...]:
    return (*items[:place], change(items[place]), *items[place + 1 :])


class _Nginx:
    """Walks a world as `nginx_text` writes it, and changes what stands on one line."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._at = 0

    def world(self, world: nginx_world.World) -> nginx_world.World:
        """Return the world with the line changed."""
        head = nginx_text.render(replace(world, servers=()))[0]
        self._at = len(head.splitlines()) - 1  # its last line closes what is open
        return replace(world, servers=tuple(self._server(one) for one in world.servers))

    def _server(self, one: nginx_world.Server) -> nginx_world.Server:
        self._at += 2 + bool(one.names)
        lines = self._lines(one.lines)
        locations = tuple(self._location(inner) for inner in one.locations)
        self._at += 1
        return replace(one, lines=lines, locations=locations)

    def _location(self, one: Location) -> Location:
        self._at += 1
        hit = self._at == self._number
        lines = self._lines(one.lines)
        inner = tuple(self._location(other) for other in one.inner)
        self._at += 1
        return replace(one, lines=(_ANSWER,) if hit else lines, inner=inner)

    def _lines(self, lines: tuple[Line, ...]) -> tuple[Line, ...]:
        return tuple(self._line(one) for one in lines)

    def _line(self, one: Line) -> Line:
        self._at += 1
        hit = self._at == self._number
        if one.kind == "if":
            body = self._lines(one.body)
            self._at += 1
            return replace(one, body=(_ANSWER,) if hit else body)
        if not hit:
            return one
        if one.kind == "return":
            return _ANSWER
        if one.kind == "rewrite":
            return replace(one, flag="redirect", text="http://marked/")
        if one.kind in ("allow", "deny"):
            return replace(one, kind="deny" if one.kind == "allow" else "allow")
        return replace(one, text="") if one.kind == "proxy" else one
