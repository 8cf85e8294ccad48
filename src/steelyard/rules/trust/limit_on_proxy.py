"""trust/limit-on-proxy: a limit for each client counts the proxy in front.

NGINX manual, ngx_http_limit_req_module with $binary_remote_addr.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.core.place import Place
from steelyard.lint.keys import ADDRESS_HEADERS
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.scan import headers_read

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each limit per client address, where a proxy seems to stand in front.

    That the gateway reads or passes on a header with the client's address is
    the sign of one; the policy can say it either way.
    """
    gateway = subject.gateway
    yield from _per_peer(subject)
    limits = [
        one
        for one in gateway.named
        if one.kind == "limit" and one.uses and one.settings["per"].value == "source"
    ]
    if not limits or subject.policy.behind_proxy is False:
        return
    if any(listener.client_addresses for listener in gateway.listeners):
        return
    sign = _sign(subject)
    if sign is None and subject.policy.behind_proxy is not True:
        return
    for limit in limits:
        yield report(
            limit.uses[0],
            limit.name,
            f"the limit {limit.name} counts the address that connects, and another proxy seems "
            "to stand in front",
            "all its clients share one count: most of them are refused as soon as a few are busy",
            "take the client's address from the proxy's header first, trusting only the proxy; "
            "if no proxy stands in front, say so in the policy (behind_proxy = false)",
            related=((sign, "the sign of a proxy in front"),) if sign is not None else (),
        )


def _per_peer(subject: Subject) -> Iterator[Finding]:
    """Limits that count who connects although the client's address is known."""
    believed = [one for listener in subject.gateway.listeners for one in listener.client_addresses]
    for limit in subject.gateway.named if believed else ():
        if limit.kind == "limit" and limit.uses and limit.settings["per"].value == "peer":
            yield report(
                limit.place,
                limit.name,
                f"the limit {limit.name} counts the address that connects, although the client's "
                "address is taken from the proxy in front",
                "all clients of one proxy share one count: most of them are refused as soon as a "
                "few are busy",
                "count the client's address: $binary_remote_addr",
                related=((believed[0].place, "the client's address is taken here"),),
            )


def _sign(subject: Subject) -> Place | None:
    """Where a header that only a proxy sets is read."""
    found = headers_read(subject)
    return next((found[name] for name in sorted(ADDRESS_HEADERS & found.keys())), None)
