"""share/hash-on-proxy-address: the address that is hashed is another proxy's.

HAProxy configuration manual 4.2 (``balance source``, ``stick on src``), NGINX
ngx_http_upstream_module (``ip_hash``).
"""

from collections.abc import Iterator
from typing import cast

from steelyard.core.finding import Finding, Severity
from steelyard.core.place import Place
from steelyard.lint.keys import ADDRESS_HEADERS, is_source
from steelyard.lint.members import actives
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.scan import few_sources, headers_read, headers_set, listeners_of
from steelyard.model.gateway import Listener
from steelyard.model.pool import Pool

report = Reporter(__name__, Severity.WARNING)

FORWARDED = (
    ADDRESS_HEADERS
    | {"x-forwarded-proto", "x-forwarded-host", "x-forwarded-port"}
    | {"cf-ipcountry", "cf-ray", "cf-visitor", "x-amz-cf-id", "cloudfront-viewer-country"}
)
"""Headers that only a proxy in front sends."""

LOOPBACK = ("127.0.0.1", "::1", "localhost")
"""Addresses of the machine itself."""

_FRONT = "proxy-in-front"
"""What `_front` found, among the subject's shared results."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool that tells clients apart by an address that is no client's."""
    if subject.policy.behind_proxy is False:
        return
    for pool, _ in subject.pools():
        by = _by_address(pool)
        if by is None or len(actives(subject, pool)) < 2:
            continue
        evidence = _evidence(subject, pool)
        if evidence is None or _replaced(subject, pool):
            continue
        place, why = evidence
        what, where = by
        yield report(
            where,
            pool.name,
            f"pool {pool.name} chooses by the address of whoever connects ({what}); {why}",
            "each proxy in front counts as one client: all its users meet the same server, and "
            "servers that no proxy's address falls to get nothing",
            "believe the client's address that the proxy hands on, or hash that header or a "
            "session cookie; if no proxy stands in front, say behind_proxy = false under "
            "[facts] in the policy file",
            related=((place, "this says so"),) if place.line else (),
        )


def _by_address(pool: Pool) -> tuple[str, Place] | None:
    """What makes the pool depend on the source address, and where."""
    key = pool.balance.key
    if key is not None and is_source(key.value):
        return pool.balance.written, pool.balance.place
    for rule in pool.persistence:
        if rule.kind == "table" and rule.key is not None and is_source(rule.key):
            return f"persistence on {rule.written}", rule.place
    return None


def _replaced(subject: Subject, pool: Pool) -> bool:
    """Whether every listener on the way replaces the address by the client's."""
    return all(listener.client_addresses for listener in listeners_of(subject, pool))


def _evidence(subject: Subject, pool: Pool) -> tuple[Place, str] | None:
    """What says that a proxy stands in front."""
    if subject.policy.behind_proxy:
        return subject.policy.place, "the policy says that a proxy stands in front"
    place = few_sources(subject).get(pool.name)
    if place is not None:
        return place, "only a handful of addresses may come in, so they are proxies"
    if _FRONT not in subject.memo:
        subject.memo[_FRONT] = _front(subject)
    return cast("tuple[Place, str] | None", subject.memo[_FRONT])


def _front(subject: Subject) -> tuple[Place, str] | None:
    """What says so for the whole gateway."""
    made = headers_set(subject)
    for header, place in headers_read(subject).items():
        if header in FORWARDED and header not in made:
            return place, f"the header {header} is read, which a proxy in front sets"
    for listener in subject.gateway.listeners:
        if _is_inner(listener):
            continue  # It is this very gateway that stands in front of it.
        for rule in listener.client_addresses:
            return rule.place, "another listener takes the client's address from a proxy"
    return None


def _is_inner(listener: Listener) -> bool:
    """Whether only this machine can connect."""
    return listener.internal or all(
        bind.transport == "unix" or bind.address in LOOPBACK for bind in listener.binds
    )
