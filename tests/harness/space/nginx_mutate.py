"""Edits of the kinds that people make to an NGINX configuration."""

import re
from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.harness.space import words
from tests.harness.space.nginx_places import Edit, at_location, at_map, at_server, valid
from tests.harness.space.nginx_random import NAMES, Builder, key
from tests.harness.space.nginx_same import SAME
from tests.harness.space.nginx_world import Line, Location, Map, Server, Test, World


def mutated(world: World, rng: Random) -> tuple[World, tuple[str, ...]]:
    """Return a world after one to four edits, and their names."""
    names: list[str] = []
    wanted = rng.choice((1, 1, 1, 2, 3, 4))
    harmless = 1.0 if rng.random() < 0.15 else 0.1
    for _ in range(40):
        edit = rng.choice(SAME if rng.random() < harmless else EDITS)
        changed = edit(world, rng)
        if changed is not None and changed != world and valid(changed):
            world = changed
            kind = "same: " if edit in SAME else ""
            names.append(kind + edit.__name__.replace("_", " "))
        if len(names) == wanted:
            break
    return world, tuple(names)


def change_pool(world: World, rng: Random) -> World | None:
    def change(one: Location) -> Location | None:
        spots = [n for n, line in enumerate(one.lines) if line.kind == "proxy"]
        if not spots:
            return None
        lines = [*one.lines]
        lines[spots[0]] = Builder(rng).pool()
        return replace(one, lines=tuple(lines))

    return at_location(world, rng, change)


def change_body(world: World, rng: Random) -> World | None:
    return at_location(world, rng, Builder(rng).fresh)


def change_location_text(world: World, rng: Random) -> World | None:
    def change(one: Location) -> Location | None:
        text = one.text
        if one.text == "/":
            return None
        if one.is_regex:
            text = rng.choice(
                (text.removeprefix("^"), text.removesuffix("$"), words.path_regex(rng))
            )
            return replace(one, text=text) if text else None
        text = rng.choice((text[:-1], text + "/", text.rstrip("/"), text + "b"))
        return replace(one, text=text) if len(text) > 1 else None

    return at_location(world, rng, change)


def change_modifier(world: World, rng: Random) -> World | None:
    def change(one: Location) -> Location | None:
        if one.is_regex:
            return replace(one, modifier="~" if one.modifier == "~*" else "~*")
        modifier = rng.choice(("", "^~", "=") if not one.inner else ("", "^~"))
        return replace(one, modifier=modifier) if one.text != "/" else None

    return at_location(world, rng, change)


def swap_locations(world: World, rng: Random) -> World | None:
    def change(server: Server) -> Server | None:
        spots = [n for n, one in enumerate(server.locations) if one.is_regex]
        if len(spots) < 2:
            return None
        one, two = rng.sample(spots, 2)
        locations = [*server.locations]
        locations[one], locations[two] = locations[two], locations[one]
        return replace(server, locations=tuple(locations))

    return at_server(world, rng, change)


def delete_location(world: World, rng: Random) -> World | None:
    def change(server: Server) -> Server | None:
        spots = [n for n, one in enumerate(server.locations) if one.text != "/"]
        if not spots:
            return None
        spot = rng.choice(spots)
        locations = (*server.locations[:spot], *server.locations[spot + 1 :])
        return replace(server, locations=locations)

    return at_server(world, rng, change)


def add_location(world: World, rng: Random) -> World | None:
    def change(server: Server) -> Server | None:
        one = _numbered(Builder(rng), rng).location("", 1)
        if key(one) in map(key, server.locations):
            return None
        spot = rng.randint(0, len(server.locations))
        locations = (*server.locations[:spot], one, *server.locations[spot:])
        return replace(server, locations=locations)

    return at_server(world, rng, change)


def _numbered(builder: Builder, rng: Random) -> Builder:
    builder.flags = 100 + rng.randrange(1000)
    return builder


def change_condition(world: World, rng: Random) -> World | None:
    return _tests(world, rng, lambda test: _altered(test, rng))


def invert_condition(world: World, rng: Random) -> World | None:
    other = {"=": "!=", "!=": "=", "~": "!~", "!~": "~", "~*": "!~*", "!~*": "~*", "": ""}
    return _tests(world, rng, lambda test: replace(test, operator=other[test.operator]))


def _altered(test: Test, rng: Random) -> Test:
    fresh = Builder(rng).test()
    if not test.operator or test.text.startswith("$flag"):
        return test
    if "~" in test.operator:
        text = test.with_what
        text = rng.choice((text.removeprefix("^"), text.removesuffix("$"), text + "x?"))
        return replace(test, with_what=text or "a")
    if fresh.operator in ("=", "!="):
        return rng.choice((fresh, replace(test, with_what=fresh.with_what)))
    return replace(test, with_what=test.with_what + "1")


def _tests(world: World, rng: Random, change: Callable[[Test], Test]) -> World | None:
    def at_lines(lines: tuple[Line, ...]) -> tuple[Line, ...] | None:
        spots = [n for n, line in enumerate(lines) if line.test is not None]
        if not spots:
            return None
        spot = rng.choice(spots)
        test = lines[spot].test
        assert test is not None
        return (*lines[:spot], replace(lines[spot], test=change(test)), *lines[spot + 1 :])

    return _lines(world, rng, at_lines)


def _lines(
    world: World, rng: Random, change: Callable[[tuple[Line, ...]], tuple[Line, ...] | None]
) -> World | None:
    def on(owner: Location | Server) -> Location | Server | None:
        lines = change(owner.lines)
        return replace(owner, lines=lines) if lines is not None else None

    if rng.random() < 0.3:
        return at_server(world, rng, on)  # type: ignore[arg-type]
    return at_location(world, rng, on)  # type: ignore[arg-type]


def swap_lines(world: World, rng: Random) -> World | None:
    def change(lines: tuple[Line, ...]) -> tuple[Line, ...] | None:
        spots = [n for n, line in enumerate(lines) if line.kind in ("if", "rewrite")]
        if len(spots) < 2:
            return None
        one, two = rng.sample(spots, 2)
        swapped = [*lines]
        swapped[one], swapped[two] = swapped[two], swapped[one]
        return tuple(swapped)

    return _lines(world, rng, change)


def delete_line(world: World, rng: Random) -> World | None:
    def change(lines: tuple[Line, ...]) -> tuple[Line, ...] | None:
        spots = [n for n, line in enumerate(lines) if line.kind not in ("proxy", "set")]
        if not spots:
            return None
        spot = rng.choice(spots)
        return (*lines[:spot], *lines[spot + 1 :])

    return _lines(world, rng, change)


def add_condition(world: World, rng: Random) -> World | None:
    def change(lines: tuple[Line, ...]) -> tuple[Line, ...]:
        builder = _numbered(Builder(rng), rng)
        if rng.random() < 0.4:
            return (*builder.both(builder.answer()), *lines)
        return (Line("if", test=builder.test(), body=(builder.answer(),)), *lines)

    return _lines(world, rng, change)


def change_answer(world: World, rng: Random) -> World | None:
    def change(lines: tuple[Line, ...]) -> tuple[Line, ...] | None:
        spots = [n for n, line in enumerate(lines) if line.kind == "return"]
        inside = [n for n, line in enumerate(lines) if line.body and line.body[0].kind == "return"]
        fresh = Builder(rng).answer()
        if spots:
            return (*lines[: spots[0]], fresh, *lines[spots[0] + 1 :])
        if inside:
            spot = rng.choice(inside)
            return (*lines[:spot], replace(lines[spot], body=(fresh,)), *lines[spot + 1 :])
        return None

    return _lines(world, rng, change)


def change_network(world: World, rng: Random) -> World | None:
    def change(lines: tuple[Line, ...]) -> tuple[Line, ...] | None:
        spots = [n for n, one in enumerate(lines) if one.kind in ("allow", "deny")]
        spots = [n for n in spots if lines[n].text != "all"]
        if not spots:
            return None
        spot = rng.choice(spots)
        text = re.sub(r"/(16|24|30)$", lambda m: f"/{int(m[1]) - 1}", lines[spot].text)
        kind = rng.choice(("allow", "deny"))
        return (*lines[:spot], replace(lines[spot], text=text, kind=kind), *lines[spot + 1 :])

    return _lines(world, rng, change)


def change_names(world: World, rng: Random) -> World | None:
    taken = {name for server in world.servers for name in server.names}

    def change(server: Server) -> Server:
        names = [*server.names]
        if names and rng.random() < 0.5:
            names.pop(rng.randrange(len(names)))
        if rng.random() < 0.7:
            names.append(rng.choice([name for name in NAMES if name not in taken]))
        return replace(server, names=tuple(names))

    return at_server(world, rng, change)


def change_default(world: World, rng: Random) -> World | None:
    spot = rng.randrange(len(world.servers))
    port = world.servers[spot].port
    servers = tuple(
        replace(server, default=n == spot) if server.port == port else server
        for n, server in enumerate(world.servers)
    )
    return replace(world, servers=servers)


def change_map(world: World, rng: Random) -> World | None:
    def change(one: Map) -> Map:
        line = rng.randrange(len(one.entries))
        fresh = (one.entries[line][0], rng.choice(words.POOLS))
        lot = [
            replace(one, entries=(*one.entries[:line], fresh, *one.entries[line + 1 :])),
            replace(one, entries=(*one.entries[:line], *one.entries[line + 1 :])),
            replace(one, default=rng.choice((None, *words.POOLS))),
            replace(one, entries=tuple(rng.sample(one.entries, len(one.entries)))),
            Builder(rng).map(one.name),
        ]
        chosen = rng.choice(lot)
        return chosen if chosen.entries else one

    return at_map(world, rng, change)


EDITS: tuple[Edit, ...] = (
    change_pool,
    change_pool,
    change_body,
    change_location_text,
    change_location_text,
    change_modifier,
    swap_locations,
    delete_location,
    add_location,
    add_location,
    change_condition,
    change_condition,
    invert_condition,
    swap_lines,
    delete_line,
    add_condition,
    change_answer,
    change_network,
    change_names,
    change_names,
    change_default,
    change_map,
    change_map,
)
