"""What is said to HAProxy to move traffic gently, and what it means (management guide 9.3).

Commands as texts; nobody is asked here.  What HAProxy would take in silence and understand
otherwise is refused: ``weight 50%`` of a server of weight 1 is 0, a drain that no status
shows.  Weights, drains and maintenance last until the next reload.
"""

import re

from steelyard.core.record import frozen
from steelyard.dialects.haproxy.live.answers import shown
from steelyard.dialects.runtime import LiveError, ServerState, Snapshot
from steelyard.model.pool import Balance

HEAVIEST = 256
"""The largest weight; a percentage that gives more is cut to it by HAProxy."""

_NAME = re.compile(r"[A-Za-z0-9_.:-]+")
_WEIGHT = re.compile(r"([0-9]{1,6})(%?)")


@frozen
class Order:
    """A command line and what must be seen once it works.

    ``weight``: the weight then set, None when it stays; ``forced``: as
    `steelyard.dialects.runtime.ServerState` has it, None when it stays.
    """

    pool: str
    server: str
    command: str
    weight: int | None = None
    forced: str | None = None


def weights_are_fixed(balance: Balance) -> bool:
    """Whether the algorithm takes no weight at run time but 0 and the one of the file.

    ``static-rr`` and hashes on a map of slots: the map is made when the file is read.
    ``first`` takes any weight and heeds none.
    """
    return balance.algorithm == "slot-map"


def set_weight(pool: str, server: ServerState, weight: str, fixed: bool) -> Order:
    """``N``, or ``N%`` of the configured weight; raises `LiveError` with the reason.

    ``fixed`` as `weights_are_fixed` says.  The configured weight must be known for a
    percentage, and for any weight where they are fixed.
    """
    found = _WEIGHT.fullmatch(weight)
    if found is None:
        raise LiveError(f"{shown(weight)} is no weight: it should be a number, or a percentage")
    name = f"{pool}/{server.name}"
    amount, percent, configured = int(found[1]), bool(found[2]), server.configured_weight
    if (percent or fixed) and configured is None:
        raise LiveError(f"the configured weight of {name} is not known: ask 'show servers state'")
    result = amount * (configured or 0) // 100 if percent else amount
    if result > HEAVIEST:
        raise LiveError(f"{weight} for {name} is more than {HEAVIEST}, the largest weight")
    if percent and amount and not result:
        raise LiveError(
            f"{weight} of the configured weight {configured} of {name} is 0 in whole numbers, "
            "and would drain it: give weights of 100 or so in the file, or say 0 or drain"
        )
    if fixed and result not in (0, configured):
        raise LiveError(
            f"the algorithm of pool {pool} takes no weight at run time but 0 and {configured}: "
            f"{weight} for {name} needs a reload"
        )
    return Order(pool, server.name, f"{_target(pool, server.name)} weight {weight}", result)


def drain(pool: str, server: str) -> Order:
    """No new clients; persistence still brings its own.  Raises `LiveError`."""
    return Order(pool, server, f"{_target(pool, server)} state drain", forced="drain")


def maintain(pool: str, server: str) -> Order:
    """Nobody any more, and no health checks.  Raises `LiveError`."""
    return Order(pool, server, f"{_target(pool, server)} state maint", forced="maint")


def ready(pool: str, server: str) -> Order:
    """End drain or maintenance; a health check still has to find it up.  Raises `LiveError`."""
    return Order(pool, server, f"{_target(pool, server)} state ready", forced="")


def check_answer(order: Order, answer: str) -> None:
    """`LiveError` unless HAProxy took the command: it then answers nothing."""
    if answer.strip():
        said = " ".join(line.strip() for line in answer.split("\n") if line.strip())
        raise LiveError(f"HAProxy refused {order.command!r}: {shown(said)}")


def missing(order: Order, seen: Snapshot) -> str:
    """What is not as the order wants it, in a sentence; "" when it works."""
    pool = seen.pools.get(order.pool)
    server = pool.servers.get(order.server) if pool is not None else None
    name = f"{order.pool}/{order.server}"
    if server is None:
        return f"{name} is not there."
    if order.weight is not None and server.set_weight != order.weight:
        return f"{name} has weight {server.set_weight}, not {order.weight}."
    if order.forced is not None and server.forced != order.forced:
        wanted = order.forced or "ready"
        return f"{name} is {server.forced or 'ready'}, not {wanted}."
    return ""


def _target(pool: str, server: str) -> str:
    """``set server POOL/SERVER``; names that could end the command and begin another are none."""
    for name in (pool, server):
        if not _NAME.fullmatch(name):
            raise LiveError(f"{shown(name)!r} is no name that HAProxy knows")
    return f"set server {pool}/{server}"
