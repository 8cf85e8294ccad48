"""What the actions of a route do, for all requests at once.

The counterpart of `steelyard.forecast.routing.walk` for one route; it follows
`steelyard.model.routing`.
"""

from steelyard.core.record import frozen
from steelyard.forecast.routing.space.asked import Fields
from steelyard.forecast.routing.space.captures import behind
from steelyard.forecast.routing.space.carry import single
from steelyard.forecast.routing.space.ends import End, unknown
from steelyard.forecast.routing.space.environment import ABSENT, UNCHANGED, Environment
from steelyard.forecast.routing.space.lookups import looked_up
from steelyard.model import routing
from steelyard.model.conditions import Condition, Match, Not
from steelyard.model.gateway import Gateway
from steelyard.model.pool import PERSISTENCE
from steelyard.model.routing import Action, Route
from steelyard.model.values import (
    Apply,
    Field,
    Join,
    Literal,
    Lookup,
    Opaque,
    Pattern,
    Several,
    Value,
)

MAX_DEPTH = 200
"""Chains called within one another."""

Stack = tuple[tuple[str, int], ...]


@frozen
class Position:
    """Chains being walked, innermost last, each with its next route, and what was changed."""

    stack: Stack
    environment: Environment
    restarts: int


@frozen
class Cases:
    """Where a switch leads: the first case that holds, else ``rest``."""

    cases: tuple[tuple[Condition, Position], ...]
    rest: "Position | End"


def perform(
    gateway: Gateway, asked: Fields, route: Route, guard: Condition, after: Position
) -> Position | End | Cases:
    """Where requests go on that take the route; ``after`` is the position behind it.

    ``asked`` is what the route itself and all after it may read: other changes
    do not matter.  ``guard`` is its condition, as far as it may leave groups behind.
    """
    environment = after.environment
    if any(name == "capture" for name, _ in asked):
        environment = behind(environment, guard, True)
    at = Position(after.stack, environment, after.restarts)
    return _actions(gateway, asked, route, 0, at)


def _actions(
    gateway: Gateway, asked: Fields, route: Route, index: int, at: Position
) -> Position | End | Cases:
    """The actions from ``index`` on."""
    for number in range(index, len(route.actions)):
        action = route.actions[number]
        done = _ending(gateway, action, route, at)
        if done is not None:
            return done
        if isinstance(action, routing.Call):
            if len(at.stack) > MAX_DEPTH:
                return unknown("chains call one another too deeply", route.place)
            return Position((*at.stack, (action.chain, 0)), at.environment, at.restarts)
        if isinstance(action, routing.Switch):
            if action.otherwise is not None:
                rest: Position | End | Cases = _goto(at, action.otherwise)
            else:
                rest = _actions(gateway, asked, route, number + 1, at)
            return _switch(action, at, rest)
        at = Position(at.stack, _change(action, at.environment, asked), at.restarts)
    return at


def _ending(
    gateway: Gateway, action: Action, route: Route, at: Position
) -> "Position | End | None":
    """Where an action leads that leaves the route for good, None for any other."""
    place, text, environment = route.place, route.text, at.environment
    match action:
        case routing.ToPool():
            return _to_pool(action.pool, "", environment, route)
        case routing.ToServer():
            had = _may_be_had(gateway, action, environment)
            return _to_pool(action.pool, action.server, environment, route) if had else None
        case routing.Redirect():
            location = environment.value(action.location)
            return End("redirect", status=action.status, location=location, place=place, text=text)
        case routing.Respond():
            return End("respond", status=action.status, what=action.what, place=place, text=text)
        case routing.Reject():
            return End("reject", status=action.status, what=action.why, place=place, text=text)
        case routing.Goto():
            return _goto(at, action.chain)
        case routing.Restart():
            if at.restarts >= action.limit:
                return End("reject", status=500, what="internal redirects go in circles")
            return Position(((action.chain, 0),), environment, at.restarts + 1)
        case routing.OpaqueAction() if action.may_end:
            return unknown(f"{action.text!r} is not understood: {action.reason}", place, text)
    return None


def _to_pool(pool: str, server: str, environment: Environment, route: Route) -> End:
    """A request that a pool gets, with what it is sent where that was changed."""
    kept = environment.get("variable", PERSISTENCE)
    return End(
        "pool",
        pool,
        server,
        persistence=kept.text if isinstance(kept, Literal) else "",
        path=environment.get("path"),
        mark=environment.get("mark"),
        place=route.place,
        text=route.text,
    )


def _goto(at: Position, chain: str) -> Position:
    return Position((*at.stack[:-1], (chain, 0)), at.environment, at.restarts)


def _may_be_had(gateway: Gateway, action: routing.ToServer, environment: Environment) -> bool:
    """Whether a rule may choose the server while all servers are up."""
    pool = gateway.pools.get(action.pool)
    for server in pool.servers if pool else ():
        if server.name == action.server:
            forced = environment.get("variable", PERSISTENCE) == Literal("force")
            kept = pool is not None and "persist-to-dead" in pool.settings
            return server.admin != "out" or kept or forced
    return False


def _change(action: Action, environment: Environment, asked: Fields) -> Environment:
    """The environment behind an action that changes something anybody asks for."""
    match action:
        case routing.SetVariable() if ("variable", action.name) in asked:
            return environment.changed("variable", action.name, environment.value(action.value))
        case routing.AddHeader() if ("header", action.name.lower()) in asked:
            name = action.name.lower()
            lines = environment.value(Field("header", name)), environment.value(action.value)
            added = lines[1] if isinstance(lines[1], Literal) else Join((lines[1],))
            before = lines[0].parts if isinstance(lines[0], Several) else (lines[0],)
            return environment.changed("header", name, Several((*before, added)))
        case routing.SetField():
            named = "host" if action.field == "host" else action.argument.lower()
            if action.field not in ("header", "host") or ("header", named) in asked:
                return _set_field(action, environment)
        case routing.OpaqueAction():
            for touched in action.touches:
                name, _, argument = touched.partition(" ")
                argument = argument.lower() if name == "header" else argument
                hidden = Opaque(f"{touched} after {action.text!r}", action.reason)
                environment = environment.changed(name, argument, hidden)
    return environment


def _set_field(action: routing.SetField, environment: Environment) -> Environment:
    """A field gets a new value."""
    name, argument = action.field, action.argument
    value = ABSENT if action.value is None else environment.value(action.value)
    if name in ("header", "host"):
        header = "host" if name == "host" else argument.lower()
        lines = isinstance(value, Apply) and value.function in ("rewrite", "nothing")
        # A value without a text makes an empty line; only lines rewritten stay as many.
        return environment.changed(
            "header",
            header,
            value if lines or isinstance(value, Literal | Opaque) else Join((value,)),
        )
    if name in ("path", "target") and environment.get("clean-path") is None:
        # Location-like conditions go on to see the path as it came.
        environment = environment.changed("clean-path", "", environment.value(Field("clean-path")))
    return environment.changed(name, argument, value)


def _switch(
    action: routing.Switch, at: Position, rest: "Position | End | Cases"
) -> Position | End | Cases:
    """The chains that a value names, each under the condition that it does."""
    value = at.environment.value(action.value)
    if isinstance(rest, Cases):
        return unknown("two switches in one route")
    if isinstance(value, Literal):
        chain = action.cases.get(value.text)
        return rest if chain is None else _goto(at, chain)
    entries = _by_table(value)
    if entries is not None:
        table, other = entries
        cases: list[tuple[Condition, Position]] = []
        for guard, text in table:
            guard = UNCHANGED.condition(guard)
            chain = action.cases.get(text) if text is not None else None
            if chain is not None:
                cases.append((guard, _goto(at, chain)))
            elif isinstance(rest, Position):
                cases.append((guard, rest))
            else:
                return unknown("a switch that ends")
        chain = None if other is None else action.cases.get(other)
        return Cases(tuple(cases), rest if chain is None else _goto(at, chain))
    if not single(value):
        value = Apply("first", value)
    return Cases(
        tuple(
            (Match(value, (Pattern("exact", text),)), _goto(at, chain))
            for text, chain in action.cases.items()
        ),
        rest,
    )


def _by_table(
    value: Value,
) -> "tuple[list[tuple[Condition, str | None]], str | None] | None":
    """What a look-up in a table of fixed texts gives: guards with texts in order, and the rest.

    None when the value is not of that form.  Text None: there is no value then.
    """
    lead, trail = "", ""
    joined = isinstance(value, Join)
    if isinstance(value, Join):
        parts = list(value.parts)
        if parts and isinstance(parts[0], Literal):
            lead = parts.pop(0).text  # type: ignore[union-attr]
        if parts and isinstance(parts[-1], Literal):
            trail = parts.pop().text  # type: ignore[union-attr]
        if len(parts) != 1:
            return None
        value = parts[0]
    if not isinstance(value, Lookup) or not value.table.complete:
        return None
    texts = [entry.value for entry in value.table.entries]
    key = looked_up(value)
    if not single(value.key) or not all(isinstance(text, Literal) for text in texts):
        return None
    none = f"{lead}{trail}" if joined else None
    found: list[tuple[Condition, str | None]] = []
    if not value.table.on_nothing:
        found.append((Not(Match(key, (Pattern("exists"),))), none))
    for entry in value.table.entries:
        if isinstance(entry.value, Literal):
            found.append((Match(key, (entry.pattern,)), f"{lead}{entry.value.text}{trail}"))
    if value.default is None:
        return found, none
    if not isinstance(value.default, Literal):
        return None
    return found, f"{lead}{value.default.text}{trail}"
