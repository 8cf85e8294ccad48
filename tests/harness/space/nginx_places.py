"""Where an edit of an NGINX world takes place."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

from tests.harness.space.nginx_random import MAPS, key, meant
from tests.harness.space.nginx_text import render
from tests.harness.space.nginx_world import Location, Map, Server, World

Edit = Callable[[World, Random], World | None]
"""Returns the changed world, None when there is nothing to change."""


def at_server(world: World, rng: Random, change: Callable[[Server], Server | None]) -> World | None:
    """Change some server block."""
    spot = rng.randrange(len(world.servers))
    changed = change(world.servers[spot])
    if changed is None:
        return None
    return replace(world, servers=(*world.servers[:spot], changed, *world.servers[spot + 1 :]))


def at_location(
    world: World, rng: Random, change: Callable[[Location], Location | None]
) -> World | None:
    """Change some location of some server, at any depth."""

    def in_server(server: Server) -> Server | None:
        wanted = rng.choice(list(everywhere(server.locations)))
        changed = change(wanted)
        if changed is None:
            return None
        return replace(server, locations=_replaced(server.locations, wanted, changed))

    return at_server(world, rng, in_server)


def _replaced(
    level: tuple[Location, ...], wanted: Location, changed: Location
) -> tuple[Location, ...]:
    return tuple(
        changed if one is wanted else replace(one, inner=_replaced(one.inner, wanted, changed))
        for one in level
    )


def at_map(world: World, rng: Random, change: Callable[[Map], Map]) -> World:
    """Change some map."""
    spot = rng.randrange(len(world.maps))
    changed = change(world.maps[spot])
    return replace(world, maps=(*world.maps[:spot], changed, *world.maps[spot + 1 :]))


def everywhere(level: tuple[Location, ...]) -> Iterator[Location]:
    """Yield the locations of a level and all within."""
    for one in level:
        yield one
        yield from everywhere(one.inner)


def valid(world: World) -> bool:
    """Whether NGINX takes all of it.

    Locations of a level differ, inner ones begin with the outer; no two names of a socket
    say the same host (NGINX ignores the second with a warning); the maps that are used exist.
    """
    used = set(re.findall(r"\$(\w+)", render(world)[0]))
    if not used & set(MAPS) <= {one.name for one in world.maps}:
        return False
    names = [(s.port, host) for s in world.servers for name in s.names for host in meant(name)]
    return len(names) == len(set(names)) and all(
        _valid_level(server.locations, "") for server in world.servers
    )


def _captures_last(one: Location) -> bool:
    """Whether what the location's own expression captured is still there at a `return`.

    An expression that was tried since has emptied it, found or not.
    """
    kinds = {line.kind for line in one.lines}
    uses = any(line.kind == "return" and "$1" in line.text for line in one.lines)
    return not uses or not kinds & {"if", "rewrite"}


def _valid_level(level: tuple[Location, ...], prefix: str) -> bool:
    keys = [key(one) for one in level if not one.is_regex]
    plain = [one for one in level if not one.is_regex]
    return (
        len(keys) == len(set(keys))
        and all(one.text.startswith(prefix) for one in plain)
        and all(_captures_last(one) for one in level)
        and all(_valid_level(one.inner, "" if one.is_regex else one.text) for one in level)
    )
