"""Where routes lead: what the rules about routing ask, looked up once per gateway."""

from collections.abc import Iterator

from steelyard.core.record import field, record
from steelyard.lint.rule import Subject
from steelyard.lint.scan import answers_itself
from steelyard.lint.words import shares_text
from steelyard.model.conditions import All, Always, Any, Condition, InTable, Match, Not
from steelyard.model.gateway import Gateway, Listener
from steelyard.model.routing import (
    ENDINGS,
    Action,
    Chain,
    Goto,
    Redirect,
    Reject,
    Respond,
    Route,
    Switch,
    ToPool,
    ToServer,
)
from steelyard.model.values import Apply, Field, Join, Literal, Lookup, Split, Table, Value

PATHS = (Field("path"), Field("clean-path"))
"""The fields that hold a request's path."""


@record
class Ways:
    """What the chains of a gateway hold, by kind, in the order of the text.

    ``lookups`` are the tables that a route looks something up in, each with
    the first route that does; ``lists`` the tables that conditions ask, with
    every route that does and whether it asks for absence.
    """

    redirects: list[tuple[Chain, Route, Redirect]] = field(default_factory=list)
    switches: list[tuple[Chain, Route, Switch]] = field(default_factory=list)
    choices: list[tuple[Route, ToServer]] = field(default_factory=list)
    lookups: dict[int, tuple[Table, Route]] = field(default_factory=dict)
    lists: list[tuple[Table, Route, bool]] = field(default_factory=list)
    matches: list[tuple[Chain, Route, Match]] = field(default_factory=list)
    joined: list[tuple[Chain, Route, All]] = field(default_factory=list)


def ways(subject: Subject) -> Ways:
    """What the subject's chains hold; one pass, kept for all rules."""
    found = subject.memo.get("ways")
    if not isinstance(found, Ways):
        found = subject.memo["ways"] = Ways()
        for chain in subject.gateway.chains.values():
            for route in chain.routes:
                if not isinstance(route.condition, Always):
                    _condition(found, chain, route, route.condition, False)
                for action in route.actions:
                    _action(found, chain, route, action)
    return found


def _condition(found: Ways, chain: Chain, route: Route, one: Condition, denied: bool) -> None:
    """Notes what a condition asks."""
    if isinstance(one, All | Any):
        if isinstance(one, All) and not denied:
            found.joined.append((chain, route, one))
        for part in one.parts:
            _condition(found, chain, route, part, denied)
    elif isinstance(one, Not):
        _condition(found, chain, route, one.part, not denied)
    elif isinstance(one, InTable):
        found.lists.append((one.table, route, denied))
    elif isinstance(one, Match):
        if not denied:
            found.matches.append((chain, route, one))
        _tables(found, route, one.value)


def _action(found: Ways, chain: Chain, route: Route, action: Action) -> None:
    """Notes what an action does."""
    if isinstance(action, Redirect):
        found.redirects.append((chain, route, action))
    elif isinstance(action, Switch):
        found.switches.append((chain, route, action))
        _tables(found, route, action.value)
    elif isinstance(action, ToServer):
        found.choices.append((route, action))
    else:
        value = getattr(action, "value", None)
        if value is not None:
            _tables(found, route, value)


def _tables(found: Ways, route: Route, value: Value) -> None:
    """Notes the tables that a value looks up."""
    for lookup in lookups(value):
        found.lookups.setdefault(id(lookup.table), (lookup.table, route))


def lookups(value: Value) -> Iterator[Lookup]:
    """The look-ups that a value is made of."""
    if isinstance(value, Lookup):
        yield value
        yield from lookups(value.key)
        if value.default is not None:
            yield from lookups(value.default)
    elif isinstance(value, Apply):
        yield from lookups(value.value)
    elif isinstance(value, Join):
        for part in value.parts:
            yield from lookups(part)
    elif isinstance(value, Split):
        yield from lookups(value.key)


def leaves(route: Route) -> bool:
    """Whether the walk certainly leaves the chain here when the condition holds."""
    return any(
        (isinstance(action, ENDINGS) and not isinstance(action, ToServer))
        or (isinstance(action, Switch) and action.otherwise is not None)
        for action in route.actions
    )


def decides(route: Route) -> bool:
    """Whether the route has a say in where the request goes."""
    return any(isinstance(action, (*ENDINGS, Switch)) for action in route.actions)


def takes_all(condition: Condition) -> bool:
    """Whether every HTTP request satisfies the condition."""
    if isinstance(condition, Match) and condition.value in PATHS:
        return any(p.kind == "prefix" and p.text in ("", "/") for p in condition.patterns)
    return isinstance(condition, Always)


def target(gateway: Gateway, route: Route, depth: int = 4) -> str:
    """The pool that a route leads to, "" when it leads to none or to several."""
    for action in route.actions:
        if isinstance(action, ToPool):
            return action.pool
        if isinstance(action, Goto) and depth:
            chain = gateway.chains.get(action.chain)
            last = chain.routes[-1] if chain is not None and chain.routes else None
            return target(gateway, last, depth - 1) if last is not None else ""
    return ""


def fallback(gateway: Gateway, name: str) -> Route | None:
    """What a chain does with the requests that nothing in it is written for."""
    for _ in range(10):
        chain = gateway.chains.get(name)
        if chain is None or not chain.routes:
            return None
        last = next((route for route in chain.routes if _final(route)), None)
        if last is None:
            return None
        onward = [action.chain for action in last.actions if isinstance(action, Goto)]
        if not (last.implicit and onward):
            return last
        name = onward[0]
    return None


def _final(route: Route) -> bool:
    """Whether the route takes every request that comes to it."""
    return takes_all(route.condition) and leaves(route)


def answers_nothing(route: Route | None) -> bool:
    """Whether a fallback is the binary's own refusal, which no line states."""
    return (
        route is not None
        and route.implicit
        and any(
            isinstance(action, Reject | Respond) and action.status in (None, 503)
            for action in route.actions
        )
    )


def pool_words(subject: Subject, name: str) -> str:
    """``pool web (web1 50 %, web2 50 %)``."""
    promise = subject.forecast.pools.get(name)
    if promise is None:
        return f"pool {name}"
    itself = not promise.servers and answers_itself(subject, promise.pool)
    return f"pool {name} ({'which answers by itself' if itself else shares_text(promise)})"


def listener_of(subject: Subject, chain: Chain) -> Listener | None:
    """The listener whose requests enter at this chain, if one does."""
    known = subject.memo.get("entries")
    if not isinstance(known, dict):
        known = subject.memo["entries"] = {one.entry: one for one in subject.gateway.listeners}
    found = known.get(chain.name)
    return found if isinstance(found, Listener) else None


def texts(value: Value) -> "dict[str, Value] | None":
    """Every text a value may have, each with the value that gives it; None when open."""
    if isinstance(value, Literal):
        return {value.text: value}
    if isinstance(value, Apply) and value.function in ("lower", "upper"):
        found = texts(value.value)
        change = str.lower if value.function == "lower" else str.upper
        return None if found is None else {change(text): one for text, one in found.items()}
    if isinstance(value, Lookup):
        entries: dict[str, Value] = {}
        for one in (*(entry.value for entry in value.table.entries), value.default):
            found = {} if one is None else texts(one)
            if found is None:
                return None
            entries.update(found)
        return entries if value.table.complete else None
    if isinstance(value, Join):
        return _joined(value.parts)
    return None


def _joined(parts: tuple[Value, ...]) -> "dict[str, Value] | None":
    """The texts of parts put together, where at most one of them varies."""
    whole: dict[str, Value] = {"": Literal("")}
    for part in parts:
        found = texts(part)
        if found is None or (len(whole) > 1 and len(found) > 1):
            return None
        whole = {
            before + after: one if len(found) > 1 or len(whole) == 1 else kept
            for before, kept in whole.items()
            for after, one in found.items()
        }
    return whole
