"""trust/forwarded-header: a decision by a header that a client can send itself.

HAProxy manual 4.2, http-request set-src; RFC 7239, section 8.1.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.keys import ADDRESS_HEADERS, fields
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.scan import values_of
from steelyard.lint.ways import decides
from steelyard.model.conditions import All, Always, Any, Condition, Match, Not
from steelyard.model.gateway import ClientAddress, Listener
from steelyard.model.routing import Chain, Reject, Route, SetField
from steelyard.model.values import Field

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """Addresses taken from a header of anybody, and rules that ask such headers.

    Quiet where the policy says that a proxy stands in front: every connection
    is then its own.
    """
    if subject.policy.behind_proxy is True:
        return
    yield from _believed(subject)
    yield from _asked(subject)


def _believed(subject: Subject) -> Iterator[Finding]:
    """Rules that replace the client's address without a list of proxies."""
    for listener in subject.gateway.listeners:
        for believed in listener.client_addresses:
            headers = [f.argument for f in fields(believed.value) if f.name.startswith("header")]
            if headers and not believed.trusted and not _guarded(subject, listener, believed):
                yield report(
                    believed.place,
                    listener.name,
                    f"{listener.kind} {listener.name} takes the client's address from "
                    f"{headers[0]}, whoever sends it",
                    "a client that sends the header itself passes address lists and rate limits",
                    "take it only from the addresses of the proxies in front; if nobody else "
                    "can connect, say so in the policy (behind_proxy = true)",
                )


def _guarded(subject: Subject, listener: Listener, believed: ClientAddress) -> bool:
    """Whether a rule above refuses all but some networks, or nobody can connect at all."""
    chain = subject.gateway.chains.get(listener.entry)
    for route in chain.routes if chain is not None else ():
        if route.place == believed.place:
            break
        refuses = any(isinstance(action, Reject) for action in route.actions)
        others = isinstance(route.condition, Not) and refuses
        if others and Field("source") in values_of(route.condition):
            return True
    return listener.disabled


def _asked(subject: Subject) -> Iterator[Finding]:
    """Rules that decide by a header with an address in it."""
    said: set[int] = set()
    for chain, route, match in _tests(subject):
        name = _address_header(match)
        if not name or id(route) in said or not decides(route):
            continue
        if _limited(route.condition) or _replaced(chain, route, name):
            continue
        said.add(id(route))
        yield report(
            route.place,
            chain.name,
            f"{route.text!r} decides by {name}, which any client can send",
            "whoever knows the rule chooses on which side of it he stands",
            "decide by the connection's address, or delete the header unless a proxy in front "
            "sent it; if nobody else can connect, say so in the policy (behind_proxy = true)",
            identity=route.text,
        )


def _tests(subject: Subject) -> Iterator[tuple[Chain, Route, Match]]:
    """Every test of every route, asked plainly or denied."""
    for chain, route in subject.gateway.routes():
        waiting: list[Condition] = [route.condition]
        while waiting:
            one = waiting.pop()
            if isinstance(one, All | Any):
                waiting += one.parts
            elif isinstance(one, Not):
                waiting.append(one.part)
            elif isinstance(one, Match):
                yield chain, route, one


def _address_header(match: Match) -> str:
    """The header with a client's address that the test asks, "" for none."""
    for field in fields(match.value):
        known = field.name in ("header", "header-item") and field.argument in ADDRESS_HEADERS
        if known and any(pattern.kind != "exists" for pattern in match.patterns):
            return field.argument
    return ""


def _limited(condition: Condition) -> bool:
    """Whether the rule holds for connections of some networks only."""
    parts = condition.parts if isinstance(condition, All) else (condition,)
    return any(isinstance(p, Match) and p.value == Field("source") for p in parts)


def _replaced(chain: Chain, route: Route, name: str) -> bool:
    """Whether a rule above has already replaced or deleted the header."""
    for earlier in chain.routes:
        if earlier is route:
            return False
        for action in earlier.actions:
            if isinstance(action, SetField) and (action.field, action.argument) == ("header", name):
                # A condition there is the list of those who may send it.
                return isinstance(earlier.condition, Always) or action.value is None
    return False
