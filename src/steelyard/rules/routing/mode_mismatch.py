"""routing/mode-mismatch: HTTP rules where connections are passed on unread.

HAProxy manual 4.2, mode.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject, from_notices
from steelyard.lint.ways import ways
from steelyard.model.gateway import Listener
from steelyard.model.routing import Chain, Route
from steelyard.model.values import Apply, Field, Value

report = Reporter(__name__, Severity.WARNING)
noticed = from_notices(report)

HTTP = frozenset(
    {"path", "clean-path", "target", "query", "method", "header", "header-item", "cookie"}
    | {"host", "parameter"}
)
"""Fields that only an HTTP request has."""


def check(subject: Subject) -> Iterator[Finding]:
    """What the reader saw, TLS listeners that ask HTTP fields, TCP listeners over HTTP pools."""
    yield from noticed(subject)
    listeners = [one for one in subject.gateway.listeners if one.protocol == "tcp"]
    if not listeners:
        return
    entries = {one.entry: one for one in listeners if not one.disabled}
    yield from _blind(subject, entries)
    for listener in entries.values():
        yield from _over_http(subject, listener)


def _blind(subject: Subject, entries: dict[str, Listener]) -> Iterator[Finding]:
    """Rules for HTTP in listeners whose other rules expect a TLS hello."""
    encrypted: set[str] = set()
    asked: dict[str, tuple[Chain, Route]] = {}
    for chain, route, match in ways(subject).matches:
        if chain.name in entries:
            field = _field(match.value)
            if field in ("server-name", "scheme"):
                encrypted.add(chain.name)
            elif field in HTTP:
                asked.setdefault(chain.name, (chain, route))
    for name, (_, route) in asked.items():
        if name in encrypted:
            yield report(
                route.place,
                entries[name].name,
                f"{route.text!r} looks at an HTTP request, but {entries[name].name} passes "
                "TLS connections on without opening them",
                "the request is encrypted, so the rule never matches",
                "test the TLS server name, or let the listener open TLS in HTTP mode",
            )


def _field(value: Value) -> str:
    """The name of the field under a value."""
    while isinstance(value, Apply):
        value = value.value
    return value.name if isinstance(value, Field) else ""


def _over_http(subject: Subject, listener: Listener) -> Iterator[Finding]:
    """A TCP listener that leads to a pool that speaks HTTP."""
    for name in subject.forecast.reached.get(listener.name, ()):
        pool = subject.gateway.pools[name]
        if pool.protocol == "http" and any(server.address for server in pool.servers):
            yield report(
                listener.place,
                listener.name,
                f"{listener.kind} {listener.name} is in tcp mode, pool {name} in http mode",
                "the listener's HTTP rules and logs do not apply, and each connection is turned "
                "into HTTP only behind the choice of the pool",
                "give both the same mode",
                identity=name,
            )
            return
