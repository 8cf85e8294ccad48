"""The sockets of two revisions, paired by where they listen."""

from steelyard.core.record import frozen
from steelyard.forecast.routing.space.door import Door
from steelyard.model.gateway import Bind, Gateway, Listener

ANY_ADDRESS = frozenset({"", "*", "0.0.0.0", "::"})

Socket = tuple[str, int | None, str]
"""Address ("" for all), port, transport."""


@frozen
class DoorPair:
    """A socket, and who takes its requests before and after; None: nobody."""

    socket: Socket
    old: Door | None
    new: Door | None

    @property
    def name(self) -> str:
        """``port 443`` or ``10.0.0.1:443``, for people."""
        address, port, transport = self.socket
        if port is None:
            return address
        shown = f"[{address}]" if ":" in address else address
        where = f"{shown}:{port}" if address else f"port {port}"
        return f"{where}/udp" if transport == "udp" else where


def doors(gateway: Gateway) -> dict[Socket, Door]:
    """Every socket that takes requests, with the first listener on it.

    Listeners that share a socket by name share its chain (NGINX).
    """
    found: dict[Socket, Door] = {}
    for listener in gateway.listeners:
        if listener.disabled or not (listener.entry or any(b.entry for b in listener.binds)):
            continue
        for bind in listener.binds:
            if bind.transport != "udp":
                found.setdefault(socket(bind), _door(gateway, listener, bind))
    return found


def _door(gateway: Gateway, listener: Listener, bind: Bind) -> Door:
    return Door(gateway, listener, bind)


def socket(bind: Bind) -> Socket:
    """Where a listener listens, in a form that two revisions share."""
    address = "" if bind.address in ANY_ADDRESS else bind.address
    return (address, bind.port, bind.transport)


def door_pairs(old: Gateway, new: Gateway) -> list[DoorPair]:
    """The sockets of both, in the order of the new one; those that are gone last.

    A socket that only moved from one address to all, or back, is taken for the same.
    """
    before, after = doors(old), doors(new)
    pairs = []
    for place, door in after.items():
        partner = before.pop(place, None)
        if partner is None:
            moved = [other for other in before if other[1:] == place[1:] and other not in after]
            if len(moved) == 1 and place[1] is not None:
                partner = before.pop(moved[0])
        pairs.append(DoorPair(place, partner, door))
    pairs += [DoorPair(place, door, None) for place, door in before.items()]
    return pairs
