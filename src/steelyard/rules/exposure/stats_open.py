"""exposure/stats-open: the statistics page or the admin socket is open to anybody.

HAProxy manual 4.2, stats enable and stats auth; management guide 9.3, stats socket.
"""

from collections.abc import Iterator
from ipaddress import ip_address

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.scan import values_of
from steelyard.model.conditions import Always
from steelyard.model.gateway import Listener
from steelyard.model.routing import Reject
from steelyard.model.values import Field

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each page or socket on an address that the public may reach.

    A page on a private address, behind a password or behind a rule that asks
    the client's address is meant.
    """
    yield from _socket(subject)
    for listener in subject.gateway.listeners:
        page = listener.settings.get("stats-uri")
        if page is None or listener.disabled or "stats-auth" in listener.settings:
            continue
        if not _public(listener) or _guarded(subject, listener):
            continue
        admin = "stats-admin" in listener.settings
        yield report(
            page.place,
            listener.name,
            f"the statistics page {page.value} of {listener.name} asks for no password and "
            "listens on an address that is not private",
            "anybody who reaches it can take servers out of service"
            if admin
            else "anybody who reaches it sees every pool, server and address",
            "bind it to a private address, add a password, or refuse other networks",
            severity=Severity.ERROR if admin else None,
        )


def _socket(subject: Subject) -> Iterator[Finding]:
    """An admin socket on the network."""
    settings = subject.gateway.settings
    socket, level = settings.get("stats-socket"), settings.get("stats-socket-level")
    if socket is None or level is None or level.value == "user":
        return
    host = str(socket.value).rpartition("@")[2].rpartition(":")[0]
    if ":" in str(socket.value) and not str(socket.value).startswith("/") and _reachable(host):
        yield report(
            socket.place,
            "stats socket",
            f"the runtime socket {socket.value} listens on the network with level {level.value}",
            "anybody who reaches it can change weights, drain servers and read tables",
            "bind it to a UNIX socket or to 127.0.0.1",
        )


def _public(listener: Listener) -> bool:
    """Whether some address of the listener may be reached from anywhere."""
    return any(
        bind.transport != "unix" and _reachable(bind.address.partition("%")[0])
        for bind in listener.binds
    )


def _reachable(host: str) -> bool:
    """Whether the address is neither of this machine nor of a private network."""
    if host in ("", "*"):
        return True
    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        return False
    return address.is_unspecified or not (address.is_private or address.is_loopback)


def _guarded(subject: Subject, listener: Listener) -> bool:
    """Whether a rule refuses clients by their address or asks who they are."""
    chain = subject.gateway.chains.get(listener.entry)
    for route in chain.routes if chain is not None else ():
        for action in route.actions:
            if isinstance(action, Reject) and (
                action.status == 401
                or isinstance(route.condition, Always)
                or Field("source") in values_of(route.condition)
            ):
                return True
    return False
