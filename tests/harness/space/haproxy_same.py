"""Edits of a HAProxy world that change no outcome."""

import re
from dataclasses import replace
from random import Random

from tests.harness.space.haproxy_places import Edit, at, at_lines
from tests.harness.space.haproxy_world import (
    All,
    Any,
    Choice,
    Condition,
    Expr,
    Leaf,
    Not,
    Ref,
    Rule,
    World,
)


def rename_acl(world: World, rng: Random) -> World | None:
    number = rng.randrange(len(world.frontends))
    frontend = world.frontends[number]
    old = rng.choice(frontend.acls)[0]
    new = f"renamed_{old}"

    def renamed(condition: Condition | None) -> Condition | None:
        match condition:
            case Ref(name) if name == old:
                return Ref(new)
            case Not(inner):
                return Not(renamed(inner) or inner)
            case All(parts) | Any(parts):
                return type(condition)(tuple(renamed(part) or part for part in parts))
        return condition

    rules = tuple(replace(rule, condition=renamed(rule.condition)) for rule in frontend.rules)
    choices = tuple(replace(one, condition=renamed(one.condition)) for one in frontend.choices)
    acls = tuple((new if name == old else name, tests) for name, tests in frontend.acls)
    return at(world, number, replace(frontend, acls=acls, rules=rules, choices=choices))


def split_rule(world: World, rng: Random) -> World | None:
    """Turn `use_backend p if a or b` into two lines."""
    number = rng.randrange(len(world.frontends))
    choices = [*world.frontends[number].choices]
    spots = [
        n for n, one in enumerate(choices) if isinstance(one.condition, Any) and not one.unless
    ]
    if not spots:
        return None
    spot = rng.choice(spots)
    one = choices[spot]
    assert isinstance(one.condition, Any)
    choices[spot : spot + 1] = [replace(one, condition=part) for part in one.condition.parts]
    return at(world, number, replace(world.frontends[number], choices=tuple(choices)))


def merge_rules(world: World, rng: Random) -> World | None:
    """Turn two neighbouring lines with one pool into one with `or`."""
    number = rng.randrange(len(world.frontends))
    choices = [*world.frontends[number].choices]
    for spot in range(len(choices) - 1):
        one, two = choices[spot : spot + 2]
        if one.pool == two.pool and one.condition and two.condition:
            parts = tuple(
                Not(line.condition) if line.unless else line.condition
                for line in (one, two)
                if line.condition
            )
            choices[spot : spot + 2] = [Choice(one.pool, Any(parts))]
            return at(world, number, replace(world.frontends[number], choices=tuple(choices)))
    return None


def write_list_as_regex(world: World, rng: Random) -> World | None:
    number = rng.randrange(len(world.frontends))
    acls = [*world.frontends[number].acls]
    frame = {"str": "^(?:{})$", "beg": "^(?:{})", "end": "(?:{})$", "sub": "(?:{})"}
    for spot, (name, tests) in enumerate(acls):
        for line, test in enumerate(tests):
            if test.how in frame and test.expr.fetch not in ("method", "src"):
                inner = "|".join(re.escape(pattern).replace("/", "/") for pattern in test.patterns)
                fresh = replace(
                    test, how="reg", patterns=(frame[test.how].format(inner),), listed=False
                )
                acls[spot] = (name, (*tests[:line], fresh, *tests[line + 1 :]))
                frontend = replace(world.frontends[number], acls=tuple(acls))
                return at(world, number, frontend)
    return None


def swap_equal_ends(world: World, rng: Random) -> World | None:
    """Swap neighbouring lines that lead to one pool: no outcome changes."""
    number = rng.randrange(len(world.frontends))
    choices = [*world.frontends[number].choices]
    for spot in range(len(choices) - 1):
        if isinstance(choices[spot].pool, str) and choices[spot].pool == choices[spot + 1].pool:
            choices[spot], choices[spot + 1] = choices[spot + 1], choices[spot]
            return at(world, number, replace(world.frontends[number], choices=tuple(choices)))
    return None


def swap_disjoint(world: World, rng: Random) -> World | None:
    """Swap neighbouring lines that ask for different texts of one thing."""
    number = rng.randrange(len(world.frontends))
    choices = [*world.frontends[number].choices]
    spots = list(range(len(choices) - 1))
    rng.shuffle(spots)
    for spot in spots:
        one, two = (_demands(choices[n]) for n in (spot, spot + 1))
        if any(one[fetch].isdisjoint(two[fetch]) for fetch in one.keys() & two.keys()):
            choices[spot], choices[spot + 1] = choices[spot + 1], choices[spot]
            return at(world, number, replace(world.frontends[number], choices=tuple(choices)))
    return None


def _demands(choice: Choice) -> dict[str, set[str]]:
    """The texts that a path or a method must be one of."""
    condition = choice.condition
    parts = condition.parts if isinstance(condition, All) else (condition,)
    return {
        part.test.expr.fetch: set(part.test.patterns)
        for part in parts
        if isinstance(part, Leaf)
        and not choice.unless
        and part.test.how == "str"
        and not part.test.ignore_case
        and part.test.expr in (Expr("path"), Expr("method"))
    }


def write_unless(world: World, rng: Random) -> World | None:
    """Turn `if` into `unless not`."""

    def change(lines: list[Rule] | list[Choice]) -> bool:
        spots = [n for n, line in enumerate(lines) if line.condition is not None]
        if not spots:
            return False
        spot = rng.choice(spots)
        line = lines[spot]
        assert line.condition is not None
        lines[spot] = replace(line, condition=Not(line.condition), unless=not line.unless)  # type: ignore[call-overload]
        return True

    return at_lines(world, rng, change)


SAME: tuple[Edit, ...] = (
    rename_acl,
    split_rule,
    merge_rules,
    write_list_as_regex,
    swap_equal_ends,
    swap_disjoint,
    write_unless,
)
