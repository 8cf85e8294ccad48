"""routing/port-shared: two listeners on one address and port.

HAProxy manual 4.2, bind: sockets are opened with SO_REUSEPORT, and the kernel
spreads connections over all of them; NGINX refuses to start.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject
from steelyard.model.gateway import Bind, Listener

report = Reporter(__name__, Severity.ERROR)

APART = ("interface", "namespace", "process")
"""Options that keep two binds of one address apart."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each later listener, at its bind."""
    first: dict[tuple[str, str, int | None], tuple[Listener, Bind]] = {}
    for listener in subject.gateway.listeners:
        if listener.disabled:
            continue
        for bind in listener.binds:
            if bind.shared or not (bind.port or bind.address):
                continue
            if any(option in bind.settings for option in APART):
                continue
            key = (bind.transport, bind.address, bind.port)
            owner, other = first.setdefault(key, (listener, bind))
            if owner is not listener and not _told_apart(owner, listener):
                yield _finding(owner, other, listener, bind)
                break


def _told_apart(one: Listener, other: Listener) -> bool:
    """Whether the host's name tells them apart on one socket."""
    return one.by_name and other.by_name and one.protocol == other.protocol


def _finding(owner: Listener, other: Bind, listener: Listener, bind: Bind) -> Finding:
    """The finding at the later bind."""
    where = f"{bind.address or '*'}:{bind.port}" if bind.port else bind.address
    split = not (owner.by_name or listener.by_name)
    return report(
        bind.place,
        listener.name,
        f"{listener.kind} {listener.name} listens on {where}, where {owner.kind} {owner.name} "
        "listens already",
        f"the kernel deals connections out to both: about half of them reach the rules of "
        f"{listener.name}, the rest those of {owner.name}"
        if split
        else "the second socket cannot be opened: the start fails",
        "give one of them another address or port",
        related=((other.place, "the first listener"),),
    )
