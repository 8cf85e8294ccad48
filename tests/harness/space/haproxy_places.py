"""Where an edit of a HAProxy world takes place."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.harness.space.haproxy_world import (
    Choice,
    Frontend,
    Rule,
    World,
)

Edit = Callable[[World, Random], World | None]
"""Returns the changed world, None when there is nothing to change."""


def at(world: World, number: int, frontend: Frontend) -> World:
    frontends = [*world.frontends]
    frontends[number] = frontend
    return replace(world, frontends=tuple(frontends))


def at_lines(
    world: World, rng: Random, change: Callable[[list[Rule] | list[Choice]], bool]
) -> World | None:
    """Change the rules or the choices of some frontend, or the rules of some backend."""
    number = rng.randrange(len(world.frontends))
    frontend = world.frontends[number]
    where = rng.random()
    if where < 0.15:
        spots = [n for n, backend in enumerate(world.backends) if backend.rules]
        if not spots:
            return None
        spot = rng.choice(spots)
        lines = [*world.backends[spot].rules]
        if not change(lines):
            return None
        backends = [*world.backends]
        backends[spot] = replace(backends[spot], rules=tuple(lines))
        return replace(world, backends=tuple(backends))
    if where < 0.4:
        rules = [*frontend.rules]
        return at(world, number, replace(frontend, rules=tuple(rules))) if change(rules) else None
    choices = [*frontend.choices]
    return at(world, number, replace(frontend, choices=tuple(choices))) if change(choices) else None
