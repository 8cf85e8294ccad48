"""Pools whose servers get other shares than before, though the pool gets the same requests."""

from collections.abc import Mapping

from steelyard.compare.difference import PoolShift
from steelyard.forecast.result import Forecast, PoolForecast
from steelyard.model.gateway import Gateway
from steelyard.model.pool import Pool, Server

LEAST = 1e-9
"""Shares that differ by less are the same."""


def counterparts(old: Gateway, new: Gateway) -> dict[str, str]:
    """For pools of the new gateway the old one's pool they stand for.

    The one of the same name; else, for one whose name is new, the only one whose
    name is gone and that has the same servers by address.
    """
    found = {name: name for name in new.pools if name in old.pools}
    gone: dict[object, list[str]] = {}
    for name, pool in old.pools.items():
        if name not in new.pools:
            gone.setdefault(_addresses(pool), []).append(name)
    for name, pool in new.pools.items():
        names = gone.get(_addresses(pool), [])
        if name not in found and len(names) == 1 and pool.servers:
            found[name] = names[0]
    return found


def _addresses(pool: Pool) -> object:
    return tuple(sorted((server.address, server.port or 0) for server in pool.servers))


def pool_shifts(old: Forecast, new: Forecast, twins: Mapping[str, str]) -> list[PoolShift]:
    """The pools whose shares changed, and those that came or went, in the new order."""
    shifts = []
    for name, promise in new.pools.items():
        twin = twins.get(name)
        if twin is None:
            shifts.append(PoolShift(name, None, promise, None))
            continue
        before = old.pools[twin]
        moved = moved_share(before, promise)
        if moved is None or moved > LEAST:
            if moved is None and _alike(before.pool, promise.pool):
                continue
            shifts.append(PoolShift(name, before, promise, moved))
    left = set(twins.values())
    shifts += [
        PoolShift(name, before, None, None)
        for name, before in old.pools.items()
        if name not in left
    ]
    return shifts


def moved_share(old: PoolForecast, new: PoolForecast) -> float | None:
    """The part of a pool's requests that goes to another server; None when a share is unknown."""
    before, after = _shares(old), _shares(new)
    moved = 0.0
    for key in before.keys() | after.keys():
        was, now = before.get(key, 0.0), after.get(key, 0.0)
        if was is None or now is None:
            return None
        moved += max(0.0, now - was)
    if not old.serves and not new.serves:
        return 0.0
    return max(moved, 1.0 if old.serves and not new.serves else 0.0)


def _shares(promise: PoolForecast) -> dict[object, float | None]:
    """The shares by server; equal servers are told apart by their number."""
    found: dict[object, float | None] = {}
    for entry in promise.servers:
        key: tuple[object, ...] = identity(entry.server)
        number = 0
        while (*key, number) in found:
            number += 1
        found[(*key, number)] = entry.share
    return found


def identity(server: Server) -> tuple[object, ...]:
    """What makes two entries the same server: where it is, else its name."""
    return (server.address, server.port) if server.address else (server.name,)


def _alike(old: Pool, new: Pool) -> bool:
    """Whether pools with unknown shares are written alike."""

    def essence(pool: Pool) -> object:
        servers = [(identity(s), s.weight, s.backup, s.admin) for s in pool.servers]
        return (pool.balance.algorithm, pool.balance.written, pool.balance.options, servers)

    return essence(old) == essence(new)
