"""change/listener-removed: a port that took connections no longer does."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject
from steelyard.model.gateway import Bind, Gateway

report = Reporter(__name__, Severity.ERROR)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each port that nobody listens on any more."""
    if subject.against is None:
        return
    now = set(_ports(subject.gateway))
    for key, (name, bind) in _ports(subject.against.gateway).items():
        if key not in now:
            where = f"port {bind.port}" if bind.port is not None else bind.address
            first = next(iter(subject.gateway.listeners), None)
            yield report(
                subject.gateway.place if first is None else first.place,
                name,
                f"nothing listens on {where} any more; {name} did ({bind.place})",
                'clients of that port get "connection refused"',
                "keep the listener until no client uses it, or announce its end",
                related=((bind.place, "the old revision listens here"),),
                identity=where,
            )


def _ports(gateway: Gateway) -> dict[tuple[str, int | None, str], tuple[str, Bind]]:
    """Every socket, by transport and port (by path for UNIX sockets)."""
    return {
        (bind.transport, bind.port, bind.address if bind.port is None else ""): (
            listener.name,
            bind,
        )
        for listener in gateway.listeners
        if not listener.disabled and not listener.internal
        for bind in listener.binds
    }
