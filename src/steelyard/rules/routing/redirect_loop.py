"""routing/redirect-loop: a redirect that the redirected request meets again.

HAProxy manual 4.2, http-request redirect; rules run in the order of the text,
so a header that was deleted before is absent in every request.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.ways import listener_of, ways
from steelyard.model.conditions import All, Always, Condition, Match, Not
from steelyard.model.gateway import Listener
from steelyard.model.routing import Chain, Redirect, Route, SetField
from steelyard.model.values import Apply, Field, Join, Literal, Value

report = Reporter(__name__, Severity.ERROR)

HOSTS = (Field("host"), Field("header", "host"), Field("header-item", "host"))
"""The fields that hold a request's host."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each redirect to https that does not end."""
    for chain, route, redirect in ways(subject).redirects:
        host, rest = _parts(redirect)
        if host is None:
            continue
        header = _lost_header(chain, route)
        if header:
            yield _finding(
                route,
                f"looks at the header {header}, which a rule above has deleted",
                "move the deletion behind the redirect, or delete the header only where clients "
                "set it themselves",
            )
            continue
        if not isinstance(route.condition, Always) or not rest:
            continue
        listener = _listener(subject, chain, route)
        if listener is None or not _is_its_own(host, listener):
            continue
        if any(bind.tls for bind in listener.binds):
            yield _finding(
                route,
                f"has no condition, and {listener.kind} {listener.name} serves https itself",
                "redirect only what did not come over TLS",
            )
        elif _tls_ends_in_front(subject):
            yield _finding(
                route,
                "has no condition, and the policy says that another proxy stands in front: "
                "where that one ends TLS, its requests arrive here without",
                "redirect by X-Forwarded-Proto, as the proxy in front sets it",
                Severity.WARNING,
            )


def _finding(route: Route, why: str, remedy: str, severity: Severity | None = None) -> Finding:
    """The finding at the redirect."""
    return report(
        route.place,
        route.kind,
        f"the redirect to https {why}",
        "the redirected request is redirected again, until the browser gives up: nobody gets in",
        remedy,
        severity=severity,
        identity=route.text,
    )


def _parts(redirect: Redirect) -> tuple[Value | None, bool]:
    """The host of a redirect to https, and whether the request's own target follows it."""
    parts = list(_flat(redirect.location))
    if parts and isinstance(parts[0], Literal) and parts[0].text == "https":
        parts[:2] = [Literal("https" + parts[1].text)] if isinstance(parts[1], Literal) else []
    if not parts or not isinstance(parts[0], Literal) or not parts[0].text.startswith("https://"):
        return None, False
    named = parts[0].text.removeprefix("https://")
    rest = parts[1:]
    host: Value = Literal(named)
    if not named:
        if not rest:
            return None, False
        host, rest = rest[0], rest[1:]
    fields = [part for part in map(_bare, rest) if not isinstance(part, Literal)]
    whole = bool(rest) and bool(fields) and fields[0] in (Field("target"), Field("path"))
    whole = whole or (bool(fields) and fields[0] == Field("variable", "request_uri"))
    return host, whole and _bare(rest[0]) == fields[0]


def _flat(value: Value) -> Iterator[Value]:
    """The parts of a text, one after the other."""
    if isinstance(value, Join):
        for part in value.parts:
            yield from _flat(part)
    else:
        yield value


def _bare(value: Value) -> Value:
    """The field under changes of its text."""
    while isinstance(value, Apply):
        value = value.value
    return value


def _is_its_own(host: Value, listener: Listener) -> bool:
    """Whether the redirect leads to the host that the request came for."""
    if isinstance(host, Literal):
        return host.text in listener.names
    return _bare(host) in HOSTS


def _lost_header(chain: Chain, route: Route) -> str:
    """The header whose presence would end the redirect and that is deleted before."""
    wanted = {name for name in _needed(route.condition) if name}
    for earlier in chain.routes if wanted else ():
        if earlier is route:
            return ""
        for action in earlier.actions if isinstance(earlier.condition, Always) else ():
            if (
                isinstance(action, SetField)
                and action.field == "header"
                and action.value is None
                and action.argument in wanted
            ):
                return action.argument
    return ""


def _needed(condition: Condition) -> Iterator[str]:
    """The headers whose absence satisfies the condition."""
    for part in condition.parts if isinstance(condition, All) else (condition,):
        if isinstance(part, Not) and isinstance(part.part, Match):
            value = _bare(part.part.value)
            if isinstance(value, Field) and value.name in ("header", "header-item"):
                yield value.argument


def _listener(subject: Subject, chain: Chain, route: Route) -> Listener | None:
    """The listener that the rule stands in."""
    owner = listener_of(subject, chain)
    if owner is not None:
        return owner
    around = [
        one
        for one in subject.gateway.listeners
        if one.place.file == route.place.file and one.place.line <= route.place.line
    ]
    found = max(around, key=lambda one: one.place.line, default=None)
    return found if found is not None and found.by_name else None


def _tls_ends_in_front(subject: Subject) -> bool:
    """Whether somebody else must end TLS, for the only listener there is."""
    listeners = [one for one in subject.gateway.listeners if not one.disabled]
    no_tls = not any(bind.tls for one in listeners for bind in one.binds)
    return subject.policy.behind_proxy is True and no_tls and len(listeners) == 1
