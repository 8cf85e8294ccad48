"""A chain as a ladder: what each of its routes asks of a request as it enters the chain.

What a route changes for every request is put into the conditions behind it;
what it changes for some, or in a chain that it calls, is anything from there on,
and so is what other chains may have changed before.  So that a condition holds
for no request, and that others hold for all of its requests, stays true
whatever comes to the chain.
"""

from collections.abc import Iterator

from steelyard.core.record import record
from steelyard.forecast.routing.space.asked import Asked
from steelyard.forecast.routing.space.environment import Environment
from steelyard.forecast.routing.space.perform import Position, perform
from steelyard.lint.anew import Anew
from steelyard.lint.constant import is_always
from steelyard.lint.ways import leaves
from steelyard.model.conditions import ALWAYS, Always, Condition, Never
from steelyard.model.gateway import Gateway
from steelyard.model.routing import (
    AddHeader,
    Call,
    Chain,
    Goto,
    OpaqueAction,
    Restart,
    Route,
    SetField,
    SetVariable,
    Switch,
)
from steelyard.model.values import Field, Literal, Opaque

Names = frozenset[tuple[str, str]]
"""Fields with their arguments; names of headers in lower case."""

PATHS: Names = frozenset({("path", ""), ("query", ""), ("clean-path", "")})
"""Fields that change together."""


@record
class Rung:
    """A route, what it asks, and how many of the chain's takers stand above it."""

    route: Route
    guard: Condition
    above: int


@record
class Ladder:
    """A chain's routes; ``guards`` and ``takers`` are those after which the walk has left."""

    chain: Chain
    rungs: list[Rung]
    guards: list[Condition]
    takers: list[Route]


class Ladders:
    """Makes the ladders of one gateway."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._asked = Asked(gateway)
        self._reads = self._asked.anywhere()
        self._captures = any(name == "capture" for name, _ in self._reads)
        self._targets = {target for _, route in gateway.routes() for target in _targets(route)} - {
            ""
        }
        changed = frozenset(name for _, route in gateway.routes() for name in changes(route))
        self._changed = changed
        self._closures: dict[str, Names] = {}

    def of(self, chain: Chain) -> Ladder:
        """The ladder of a chain."""
        ladder = Ladder(chain, [], [], [])
        environment = self._entry(chain)
        epoch = 0
        for index, route in enumerate(chain.routes):
            if self._captures:
                unknown = Opaque(f"what matched last before route {index}", "it is not certain")
                environment = environment.captured(unknown)
            condition = ALWAYS if is_always(route.condition) else route.condition
            guard = environment.condition(Anew(index, epoch).condition(condition))
            ladder.rungs.append(Rung(route, guard, len(ladder.guards)))
            if isinstance(guard, Never):
                continue
            if leaves(route):
                ladder.guards.append(guard)
                ladder.takers.append(route)
                continue
            behind = self._behind(environment, chain, index, guard)
            epoch += behind is not environment
            environment = behind
        return ladder

    def _entry(self, chain: Chain) -> Environment:
        """What is not certain when a request enters the chain."""
        names = {name for name in self._reads if name[0] == "variable"}
        if chain.name in self._targets:
            names |= self._changed
        return _hidden(Environment(), frozenset(names), "on entry")

    def _behind(
        self, environment: Environment, chain: Chain, index: int, guard: Condition
    ) -> Environment:
        """What is changed for those that go on behind a route."""
        route = chain.routes[index]
        names = changes(route)
        exact = isinstance(guard, Always)
        for action in route.actions:
            if isinstance(action, Call):
                names |= self._closure(action.chain)
                exact = False
            elif isinstance(action, Switch | OpaqueAction):
                exact = False
        if not names:
            return environment
        if exact:
            after = Position(((chain.name, index + 1),), environment, 0)
            done = perform(self._gateway, self._reads, route, guard, after)
            if isinstance(done, Position) and done.stack == after.stack:
                return _hidden(done.environment, _unclear(done.environment, names), f"at {index}")
        return _hidden(environment, names, f"at {index}")

    def _closure(self, name: str) -> Names:
        """What a chain that is called, and all that it leads to, may change."""
        if name not in self._closures:
            seen, queue = {name}, [name]
            found: set[tuple[str, str]] = set()
            for one in queue:
                chain = self._gateway.chains.get(one)
                for route in chain.routes if chain is not None else ():
                    found |= changes(route)
                    more = [target for target in _targets(route) if target not in seen]
                    seen.update(more)
                    queue += more
            self._closures[name] = frozenset(found)
        return self._closures[name]


def changes(route: Route) -> Names:
    """What a route changes for the conditions behind it."""
    found: set[tuple[str, str]] = set()
    for action in route.actions:
        if isinstance(action, SetField):
            found |= _together(action.field, action.argument)
        elif isinstance(action, AddHeader):
            found |= _together("header", action.name)
        elif isinstance(action, SetVariable):
            found.add(("variable", action.name))
        elif isinstance(action, OpaqueAction):
            for touched in action.touches:
                name, _, argument = touched.partition(" ")
                found |= _together(name, argument)
    return frozenset(found)


def _together(name: str, argument: str) -> Names:
    """A field with those that change with it."""
    if name in ("path", "target", "query", "clean-path"):
        return PATHS
    if name == "host" or (name in ("header", "header-item") and argument.lower() == "host"):
        return frozenset({("header", "host"), ("host", "")})
    if name in ("header", "header-item"):
        return frozenset({("header", argument.lower())})
    return frozenset({(name, argument)})


def _targets(route: Route) -> Iterator[str]:
    """The chains that a route may lead to."""
    for action in route.actions:
        if isinstance(action, Goto | Call | Restart):
            yield action.chain
        elif isinstance(action, Switch):
            yield from action.cases.values()
            yield action.otherwise or ""


def _unclear(environment: Environment, names: Names) -> Names:
    """Names of headers with parts that cannot be told any more once they are changed."""
    hosts = ("header", "host") in names and not isinstance(
        environment.value(Field("host")), Literal | Field
    )
    lost = {("header", "host"), ("host", "")} if hosts else set()
    return frozenset(lost | ({("header", "cookie")} & names))


def _hidden(environment: Environment, names: Names, when: str) -> Environment:
    """The environment with these fields changed to anything."""
    for name, argument in sorted(names):
        shown = f"{name} {argument} {when}".replace("  ", " ")
        hidden = Opaque(shown, "it may have been changed before")
        environment = environment.changed(name, argument, hidden)
    return environment
