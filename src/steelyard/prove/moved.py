"""What a change does, as seen on the real program: the same requests to both revisions."""

from collections.abc import Sequence

from steelyard.core.record import frozen
from steelyard.model.gateway import Gateway
from steelyard.prove.hold import seen_words
from steelyard.prove.holdpool import PoolHeld
from steelyard.prove.question import Question
from steelyard.prove.seen import Seen

POINTS = 0.05
"""A share that changed by less is not told."""


@frozen
class Moved:
    """One request that ended elsewhere, with what was seen of both revisions."""

    question: Question
    old: str
    new: str


@frozen
class Shifted:
    """A pool whose servers got other shares: per server name the share seen before and after."""

    pool: str
    shares: tuple[tuple[str, float, float], ...]


def common(questions: Sequence[Question], other: Gateway) -> list[Question]:
    """The questions whose socket the other revision has, too."""
    sockets = {
        (bind.address, bind.port, bind.transport)
        for listener in other.listeners
        for bind in listener.binds
    }
    return [
        one
        for one in questions
        if (one.door.bind.address, one.door.bind.port, one.door.bind.transport) in sockets
    ]


def moved(old: Sequence[Seen], new: Sequence[Seen], before: Gateway, now: Gateway) -> list[Moved]:
    """The requests that ended elsewhere; both lists are of the same requests, in order."""
    found = []
    for was, is_now in zip(old, new, strict=True):
        if _end(was, before) != _end(is_now, now):
            words = seen_words(was, before), seen_words(is_now, now)
            found.append(Moved(is_now.question, *words))
    return found


def _end(seen: Seen, gateway: Gateway) -> object:
    """Where a request ended; a pool is known by its servers, whatever it is called."""
    if not seen.arrived:
        return (seen.status, seen.location, seen.late)
    pool = gateway.pools.get(seen.arrived[-1].key[0])
    if pool is None:
        return seen.arrived[-1].key[0]
    return frozenset((server.address, server.port) for server in pool.servers)


def shifted(old: Sequence[PoolHeld], new: Sequence[PoolHeld]) -> list[Shifted]:
    """The pools of both whose servers got other shares."""
    before = {one.promise.pool.name: _shares(one) for one in old if sum(one.counts)}
    found = []
    for one in new:
        name = one.promise.pool.name
        if name not in before or not sum(one.counts):
            continue
        was, is_now = before[name], _shares(one)
        names = list(dict.fromkeys((*was, *is_now)))
        rows = tuple((n, was.get(n, 0.0), is_now.get(n, 0.0)) for n in names)
        if any(abs(a - b) >= POINTS for _, a, b in rows):
            found.append(Shifted(name, rows))
    return found


def _shares(one: PoolHeld) -> dict[str, float]:
    total = sum(one.counts)
    pairs = zip(one.promise.pool.servers, one.counts, strict=True)
    return {server.name: count / total for server, count in pairs}
