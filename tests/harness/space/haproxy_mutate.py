"""Edits of the kinds that people make to a HAProxy configuration."""

import re
from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.harness.space import words
from tests.harness.space.haproxy_places import Edit, at, at_lines
from tests.harness.space.haproxy_random import Builder
from tests.harness.space.haproxy_same import SAME
from tests.harness.space.haproxy_text import fits
from tests.harness.space.haproxy_world import (
    All,
    Any,
    Choice,
    Condition,
    Leaf,
    Not,
    Rule,
    Test,
    World,
)


def mutated(world: World, rng: Random) -> tuple[World, tuple[str, ...]]:
    """Return a world after one to four edits, and their names."""
    names: list[str] = []
    wanted = rng.choice((1, 1, 1, 2, 3, 4))
    harmless = 1.0 if rng.random() < 0.15 else 0.1
    for _ in range(40):
        edit = rng.choice(SAME if rng.random() < harmless else EDITS)
        changed = edit(world, rng)
        if changed is not None and changed != world and fits(changed):
            world = changed
            kind = "same: " if edit in SAME else ""
            names.append(kind + edit.__name__.replace("_", " "))
        if len(names) == wanted:
            break
    return world, tuple(names)


def change_pool(world: World, rng: Random) -> World | None:
    number = rng.randrange(len(world.frontends))
    choices = [*world.frontends[number].choices]
    spot = rng.randrange(len(choices)) if choices else 0
    if not choices or not isinstance(choices[spot].pool, str):
        return None
    choices[spot] = replace(choices[spot], pool=rng.choice(words.POOLS))
    return at(world, number, replace(world.frontends[number], choices=tuple(choices)))


def change_default(world: World, rng: Random) -> World | None:
    number = rng.randrange(len(world.frontends))
    default = rng.choice((*words.POOLS, ""))
    return at(world, number, replace(world.frontends[number], default=default))


def swap_rules(world: World, rng: Random) -> World | None:
    def change(lines: list[Rule] | list[Choice]) -> bool:
        if len(lines) < 2:
            return False
        one, two = rng.sample(range(len(lines)), 2)
        lines[one], lines[two] = lines[two], lines[one]  # type: ignore[assignment]
        return True

    return at_lines(world, rng, change)


def delete_rule(world: World, rng: Random) -> World | None:
    def change(lines: list[Rule] | list[Choice]) -> bool:
        if not lines:
            return False
        del lines[rng.randrange(len(lines))]
        return True

    return at_lines(world, rng, change)


def add_rule(world: World, rng: Random) -> World | None:
    number = rng.randrange(len(world.frontends))
    frontend = world.frontends[number]
    names = tuple(name for name, _ in frontend.acls)
    builder = Builder(rng)
    if rng.random() < 0.4:
        rules = [*frontend.rules]
        rules.insert(rng.randint(0, len(rules)), builder.rule(names))
        return at(world, number, replace(frontend, rules=tuple(rules)))
    choices = [*frontend.choices]
    choices.insert(rng.randint(0, len(choices)), builder.choice(names))
    return at(world, number, replace(frontend, choices=tuple(choices)))


def change_condition(world: World, rng: Random) -> World | None:
    return _conditions(world, rng, lambda condition: _altered(condition, rng))


def invert_condition(world: World, rng: Random) -> World | None:
    return _conditions(world, rng, Not)


def turn_and_into_or(world: World, rng: Random) -> World | None:
    def turned(condition: Condition) -> Condition:
        match condition:
            case All(parts):
                return Any(parts)
            case Any(parts):
                return All(parts)
        return condition

    return _conditions(world, rng, turned)


def drop_a_part(world: World, rng: Random) -> World | None:
    def dropped(condition: Condition) -> Condition:
        if isinstance(condition, All | Any):
            return rng.choice(condition.parts)
        return condition

    return _conditions(world, rng, dropped)


def _conditions(
    world: World, rng: Random, change: Callable[[Condition], Condition]
) -> World | None:
    def at_one(lines: list[Rule] | list[Choice]) -> bool:
        spots = [n for n, line in enumerate(lines) if line.condition is not None]
        if not spots:
            return False
        spot = rng.choice(spots)
        condition = lines[spot].condition
        assert condition is not None
        lines[spot] = replace(lines[spot], condition=change(condition))  # type: ignore[call-overload]
        return True

    return at_lines(world, rng, at_one)


def change_named_acl(world: World, rng: Random) -> World | None:
    number = rng.randrange(len(world.frontends))
    acls = [*world.frontends[number].acls]
    spot = rng.randrange(len(acls))
    name, tests = acls[spot]
    line = rng.randrange(len(tests))
    changed = (*tests[:line], altered_test(tests[line], rng), *tests[line + 1 :])
    if rng.random() < 0.2:
        changed = (*tests, Builder(rng).test())
    acls[spot] = (name, changed)
    return at(world, number, replace(world.frontends[number], acls=tuple(acls)))


def change_map_entry(world: World, rng: Random) -> World | None:
    maps = [*world.maps]
    spot = rng.randrange(len(maps))
    name, entries = maps[spot]
    line = rng.randrange(len(entries))
    fresh = (entries[line][0], rng.choice((*words.POOLS, "none")))
    lot = (
        (*entries[:line], fresh, *entries[line + 1 :]),
        (*entries[:line], *entries[line + 1 :]),
        (*entries, *Builder(rng).entries(name)[:1]),
        (*entries[line:], *entries[:line]),
    )
    maps[spot] = (name, rng.choice(lot) or entries)
    return replace(world, maps=tuple(maps))


def change_action(world: World, rng: Random) -> World | None:
    number = rng.randrange(len(world.frontends))
    rules = [*world.frontends[number].rules]
    if not rules:
        return None
    spot = rng.randrange(len(rules))
    rule = rules[spot]
    fresh = next(one for one in iter(lambda: Builder(rng).rule(()), None) if one.kind == rule.kind)
    if rng.random() < 0.5 and rule.status:
        rules[spot] = replace(rule, status=fresh.status)
    else:
        rules[spot] = replace(
            rule, name=fresh.name, status=fresh.status, regex=fresh.regex, text=fresh.text
        )
    return at(world, number, replace(world.frontends[number], rules=tuple(rules)))


def _altered(condition: Condition, rng: Random) -> Condition:
    """Change one predicate of a condition."""
    match condition:
        case Leaf(test):
            return Leaf(altered_test(test, rng))
        case Not(inner):
            return inner if rng.random() < 0.2 else Not(_altered(inner, rng))
        case All(parts) | Any(parts):
            spot = rng.randrange(len(parts))
            changed = (*parts[:spot], _altered(parts[spot], rng), *parts[spot + 1 :])
            return type(condition)(changed)
    return condition


def altered_test(test: Test, rng: Random) -> Test:
    """Widen, narrow or shift a predicate a little."""
    if not test.patterns or test.how == "int":
        return Builder(rng).test() if rng.random() < 0.3 else test
    spot = rng.randrange(len(test.patterns))
    text = test.patterns[spot]
    fresh = Builder(rng).finished(test.expr, [text, *words.ITEMS], test.how).patterns
    if test.how == "ip":
        fresh = tuple(rng.sample(words.NETWORKS, 1))
        text = re.sub(r"/(16|24|30)$", lambda m: f"/{int(m[1]) - 1}", text)
    elif test.how == "reg":
        text = rng.choice((text.removeprefix("^"), text.removesuffix("$"), f"{text}x?"))
        text = text.replace("(^", "(") if rng.random() < 0.3 else text
        if text.count("(") != text.count(")") or not text:
            text = fresh[0]
    elif test.expr.fetch == "method":
        text = rng.choice(words.METHODS)
    elif len(text) > 2:
        text = rng.choice((text[:-1], text + "/", text.rstrip("/"), text[1:], text + "b"))
    patterns = (*test.patterns[:spot], text, *test.patterns[spot + 1 :])
    lot = [patterns, patterns, (*test.patterns, *fresh[:1])]
    if len(test.patterns) > 1:
        lot.append(test.patterns[1:])
    changed = replace(test, patterns=rng.choice(lot))
    ways = ("str", "beg", "end", "sub")
    if rng.random() < 0.15 and test.expr.fetch != "method" and test.how in ways:
        changed = replace(test, how=rng.choice(ways))
    if rng.random() < 0.1 and test.expr.fetch != "src":
        changed = replace(test, ignore_case=not test.ignore_case)
    return changed


EDITS: tuple[Edit, ...] = (
    change_pool,
    change_default,
    swap_rules,
    swap_rules,
    delete_rule,
    add_rule,
    add_rule,
    change_condition,
    change_condition,
    change_condition,
    invert_condition,
    turn_and_into_or,
    drop_a_part,
    change_named_acl,
    change_named_acl,
    change_map_entry,
    change_action,
)
