"""Handing a request on: which pool, and what its server sees.

ngx_http_proxy_module.c: without a URI in ``proxy_pass`` the path goes on as it
was sent (or as rewritten); with one the location's prefix is replaced; with
variables the whole path is as written.  After ``rewrite ... break`` the URI of
``proxy_pass`` is passed over (``valid_location``).
"""

from steelyard.dialects.nginx.text.rewrites_uri import encode
from steelyard.dialects.nginx.text.routing_pass_notices import notice_chosen, notice_fixed
from steelyard.dialects.nginx.text.routing_plan import Passing, has_resolver
from steelyard.dialects.nginx.text.routing_room import MOVED
from steelyard.dialects.nginx.text.routing_targets import (
    Target,
    is_address,
    possible_texts,
    take_apart,
)
from steelyard.dialects.nginx.text.variables import read_text
from steelyard.dialects.nginx.text.variables_builtin import URI, question_query
from steelyard.model.conditions import ALWAYS, Match
from steelyard.model.routing import (
    Action,
    OpaqueAction,
    Reject,
    Route,
    SetField,
    Switch,
    ToPool,
)
from steelyard.model.values import Apply, Field, Join, Literal, Pattern, Value


def passing_routes(passing: Passing) -> list[Route]:
    """The routes that end in a pool."""
    directive = passing.directive
    place = directive.place()
    target = take_apart(directive.words[1])
    if not target.fixed:
        return _chosen(passing, target)
    notice_fixed(passing, target)
    if "$" in directive.words[1] and not _found(passing, target.authority):
        actions: tuple[Action, ...] = (_unresolved(passing, target.authority),)
        return [Route(ALWAYS, actions, place, passing.text, passing.name)]
    scheme = "http://" if "$" in target.scheme else target.scheme
    address = f"{scheme}{target.authority}"
    pool = passing.plan.room.pool(address, place, passing.level, passing.name)
    path = _path_actions(passing, target)
    plain = Route(ALWAYS, (*path, ToPool(pool)), place, passing.text, passing.name)
    if not path or not passing.plan.room.has_moves or "$" in (target.uri or ""):
        return [plain]
    moved = Match(Field("variable", MOVED), (Pattern("exact", "1"),))
    return [Route(moved, (ToPool(pool),), place, passing.text, passing.name), plain]


def _path_actions(passing: Passing, target: Target) -> tuple[Action, ...]:
    """What the server sees instead of the path as sent."""
    uri = target.uri
    if uri is None or passing.name != "proxy_pass":
        return ()
    if not target.fixed or "$" in uri:
        text = read_text(uri, passing.plan.scope, passing.directive.place())
        return (SetField("target", "", text),)
    if passing.moved or passing.location is None:
        return ()
    dropped = str(len(passing.location.name))
    rest = Apply("encode-path", Apply("drop-prefix", URI, (dropped,)))
    if "?" in uri:
        whole: Value = Join((Literal(uri), rest, question_query()))
        return (SetField("target", "", whole),)
    if passing.location.kind == "=":
        return (SetField("path", "", Literal(encode(uri))),)
    return (SetField("path", "", Join((Literal(uri), rest))),)


def _chosen(passing: Passing, target: Target) -> list[Route]:
    """A server named by variables: one chain for each text that it may have."""
    room = passing.plan.room
    place = passing.directive.place()
    value = read_text(target.authority, passing.plan.scope, place)
    texts = possible_texts(room, value)
    notice_chosen(passing, target, texts)
    cases: dict[str, str] = {}
    made: dict[tuple[Action, ...], str] = {}
    for text in sorted(texts) if texts is not None else _upstream_names(passing):
        actions = _resolved(passing, target, text)
        chain = made.get(actions)
        if chain is None:
            chain = made[actions] = _ending_chain(passing, text or "nothing", actions)
        cases[text] = chain
    actions = (_otherwise(passing, open_ended=texts is None),)
    otherwise = _ending_chain(passing, "anything else", actions)
    switch = Switch(value, cases, otherwise)
    return [Route(ALWAYS, (switch,), place, passing.text, passing.name)]


def _upstream_names(passing: Passing) -> list[str]:
    """The upstream blocks that a name of unknown text may mean."""
    found = passing.plan.room.upstreams
    return sorted({*found.values(), *found})


def _ending_chain(passing: Passing, text: str, actions: tuple[Action, ...]) -> str:
    """A chain that does nothing but end there."""
    place = passing.directive.place()
    label = f"{passing.plan.label} {passing.name} at line {place.line}: {text[:60]}"
    chain = passing.plan.room.chain(label, place)
    chain.routes.append(Route(ALWAYS, actions, place, f"{passing.text}: {text}", passing.name))
    return chain.name


def _resolved(passing: Passing, target: Target, text: str) -> tuple[Action, ...]:
    """What becomes of a request when the name is this text."""
    room = passing.plan.room
    inner = Target(target.scheme, text, target.uri)
    http = passing.plan.scope.protocol == "http"
    if http and passing.name == "proxy_pass" and not target.scheme:
        inner = take_apart(text)
        if not inner.scheme:
            return (_refused(passing, 500, f"proxy_pass {text!r} has no http:// or https://"),)
    if inner.authority in ("", "unix:") or inner.authority.startswith(":"):
        return (_refused(passing, 500, f"{passing.name} names no server"),)
    scheme = "http://" if "$" in inner.scheme else inner.scheme
    named = inner.authority.lower() in room.upstreams
    if not _found(passing, inner.authority):
        return (_unresolved(passing, inner.authority),)
    address = f"{scheme}{inner.authority}"
    pool = room.pool(address, passing.directive.place(), passing.level, passing.name)
    if not named and not is_address(inner.authority):
        room.gateway.pools[pool].resolves_late = True
    uri = target.uri if target.uri is not None else inner.uri
    if uri is None or passing.name != "proxy_pass":
        return (ToPool(pool),)
    seen = read_text(uri, passing.plan.scope, passing.directive.place())
    return (SetField("target", "", seen), ToPool(pool))


def _found(passing: Passing, authority: str) -> bool:
    """Whether the server of a text with variables is known, or can be looked up."""
    named = authority.lower() in passing.plan.room.upstreams
    return named or is_address(authority) or has_resolver(passing.level)


def _unresolved(passing: Passing, authority: str) -> Reject:
    """Nobody knows the address of a name."""
    return _refused(passing, 502, f"no resolver is set to find {authority!r}")


def _otherwise(passing: Passing, *, open_ended: bool) -> Action:
    """What a text that was not foreseen does."""
    if not open_ended:
        return _refused(passing, 500, f"{passing.name} names no server")
    reason = "the server's name is known only while the request is served"
    return OpaqueAction(passing.text, reason, may_end=True)


def _refused(passing: Passing, status: int, why: str) -> Reject:
    """An error page; a stream is closed instead."""
    return Reject(status if passing.plan.scope.protocol == "http" else None, why)
