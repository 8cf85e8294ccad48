"""Edits of an NGINX world that change no outcome."""

import re
from dataclasses import replace
from random import Random

from tests.harness.space.nginx_places import Edit, at_map, at_server
from tests.harness.space.nginx_world import Line, Location, Map, Server, World


def reorder_prefixes(world: World, rng: Random) -> World | None:
    """Move the locations without expressions: their order does not count."""

    def change(server: Server) -> Server:
        plain = [one for one in server.locations if not one.is_regex]
        rng.shuffle(plain)
        regexes = [one for one in server.locations if one.is_regex]
        return replace(server, locations=(*regexes, *plain))

    return at_server(world, rng, change)


def reorder_map(world: World, rng: Random) -> World | None:
    """Move the entries of a map without moving its expressions among one another."""

    def change(one: Map) -> Map:
        plain = [entry for entry in one.entries if not entry[0].startswith("~")]
        rng.shuffle(plain)
        regexes = [entry for entry in one.entries if entry[0].startswith("~")]
        return replace(one, entries=(*regexes, *plain))

    return at_map(world, rng, change)


def reorder_names(world: World, rng: Random) -> World | None:
    def change(server: Server) -> Server:
        plain = [name for name in server.names if not name.startswith("~")]
        rng.shuffle(plain)
        regexes = [name for name in server.names if name.startswith("~")]
        return replace(server, names=(*regexes, *plain))

    return at_server(world, rng, change)


def rename_map(world: World, rng: Random) -> World | None:
    old = rng.choice(world.maps).name
    new = old + "_new"

    def text(word: str) -> str:
        return re.sub(rf"\${old}\b", f"${new}", word)

    def lines(some: tuple[Line, ...]) -> tuple[Line, ...]:
        return tuple(
            replace(
                line,
                text=text(line.text),
                body=lines(line.body),
                test=line.test and replace(line.test, text=text(line.test.text)),
            )
            for line in some
        )

    def level(some: tuple[Location, ...]) -> tuple[Location, ...]:
        return tuple(replace(o, lines=lines(o.lines), inner=level(o.inner)) for o in some)

    if old.endswith("_new"):
        return None
    servers = tuple(
        replace(one, lines=lines(one.lines), locations=level(one.locations))
        for one in world.servers
    )
    maps = tuple(
        replace(
            one,
            name=new if one.name == old else one.name,
            source=text(one.source),
            entries=tuple((key, text(value)) for key, value in one.entries),
            default=None if one.default is None else text(one.default),
        )
        for one in world.maps
    )
    return World(servers, maps)


def write_entry_as_regex(world: World, rng: Random) -> World | None:
    """Turn texts of a map into one expression before the others."""

    def change(one: Map) -> Map:
        plain = [entry for entry in one.entries if entry[0] and not entry[0].startswith("~")]
        if not plain or not one.source or one.hostnames:
            return one
        value = rng.choice(plain)[1]
        moved = [entry for entry in plain if entry[1] == value]
        kept = tuple(entry for entry in one.entries if entry not in moved)
        texts = "|".join(re.escape(key) for key, _ in moved)
        return replace(one, entries=((f"~*^(?:{texts})$", value), *kept))

    return at_map(world, rng, change)


def split_condition(world: World, rng: Random) -> World | None:
    """Turn `if ($x = a) { return }` of a server into two, the second never reached."""

    def change(server: Server) -> Server | None:
        for spot, line in enumerate(server.lines):
            if line.test and line.test.operator == "=" and line.body[0].kind == "return":
                # The expression comes second: what it captures is never looked at.
                again = replace(
                    line.test, operator="~", with_what=f"^{re.escape(line.test.with_what)}$"
                )
                more = replace(line, test=again)
                lines = (*server.lines[: spot + 1], more, *server.lines[spot + 1 :])
                return replace(server, lines=lines)
        return None

    return at_server(world, rng, change)


SAME: tuple[Edit, ...] = (
    reorder_prefixes,
    reorder_map,
    reorder_names,
    rename_map,
    write_entry_as_regex,
    split_condition,
)
