"""Whether the shares of a pool are those of the balancer whose choices were proven one by one."""

from functools import lru_cache
from hashlib import blake2b
from math import gcd

from steelyard.core.exactness import Exactness
from steelyard.forecast.balancing.family import Run, family
from steelyard.forecast.health import Health
from steelyard.forecast.result import PoolForecast
from steelyard.model.pool import Pool
from steelyard.prove import counts

KEYS = 40_000
"""Keys, spread evenly, that a hash is asked for its servers."""

TURNS = 6_000
"""Turns of a rotation that are counted at most."""

ONE_BY_ONE = 150
"""Keys that are asked for one by one, too."""

STEPS = 600_000
"""A turn takes a step for each server, with some balancers."""

NEAR = 0.004
"""How far a rotation's shares may be off besides the turns of one period."""


def shares_of_run(promise: PoolForecast, run: Run, health: Health) -> str:
    """What is wrong with the shares, "" for nothing; ``run`` is fresh.

    What one balancer does request by request was seen on the real program; its shares in
    the long run, and what is said of many keys at once, are promised besides and must
    come of it.
    """
    pool = promise.pool
    shares = [entry.share for entry in promise.servers]
    known = [share for share in shares if share is not None]
    if len(known) < len(shares) or not any(known) or promise.exactness is Exactness.UNKNOWN:
        return ""
    key = pool.balance.key
    if key is None:
        number, wrong = _turned(pool, run), ""
    elif key.varies:
        number, wrong = _placed(pool, run, health)
    else:
        return ""
    total = sum(number)
    if wrong or not total:
        return wrong
    if key is not None:
        fits = counts.possible(number, known, 1)
    else:
        allowed = 2 + NEAR * total
        fits = all(abs(n - s * total) <= allowed for n, s in zip(number, known, strict=True))
    if fits:
        return ""
    off = max(range(len(number)), key=lambda i: abs(number[i] - known[i] * total))
    return (
        f"{pool.servers[off].name} is promised {known[off]:.1%} of the requests, but its "
        f"{'turns' if key is None else 'keys'} come to {number[off] / total:.1%}"
    )


def _turned(pool: Pool, run: Run) -> list[int]:
    """How many turns each server of a rotation has."""
    places = {id(server): index for index, server in enumerate(pool.servers)}
    number = [0] * len(pool.servers)
    for _ in range(_turns(pool)):
        server = run.pick(None)
        if server is not None:
            number[places[id(server)]] += 1
    return number


def _placed(pool: Pool, run: Run, health: Health) -> tuple[list[int], str]:
    """How many keys each server has, and whether one of them goes elsewhere one by one."""
    places = {id(server): index for index, server in enumerate(pool.servers)}
    number = [0] * len(pool.servers)
    keys = _keys("" if pool.balance.key is None else pool.balance.key.kind)
    placed = family(pool.balance.algorithm).place_keys(pool, health, keys) or [None] * len(keys)
    for turn, (key, index) in enumerate(zip(keys, placed, strict=True)):
        if turn < ONE_BY_ONE:
            server = run.pick(key)
            alone = None if server is None else places[id(server)]
            if index is not None and alone is not None and alone != index:
                one, many = pool.servers[alone].name, pool.servers[index].name
                return number, f"key {key.hex()} goes to {one}, with many others to {many}"
            index = alone if index is None else index
        if index is not None:
            number[index] += 1
    return number, ""


def _turns(pool: Pool) -> int:
    """Whole periods of a rotation, as far as they are not too long."""
    weights = [s.applied_weight for s in pool.servers if s.applied_weight > 0] or [1]
    period = max(1, sum(weights) // gcd(*weights))
    most = max(200, min(TURNS, STEPS // len(weights)))
    return min(most, period * max(1, min(most // period, 20)))


@lru_cache(maxsize=3)
def _keys(kind: str) -> list[bytes]:
    """Keys as a good mixture gives them, so that they fall evenly on any hash."""
    found = []
    for number in range(KEYS):
        mixed = blake2b(number.to_bytes(4, "big"), digest_size=16).digest()
        if kind in ("address", "packed"):
            found.append(mixed)  # of IPv6: four bytes are too few for some functions
        elif kind == "number":
            found.append(mixed[:8])
        else:
            found.append(mixed.hex().encode("ascii"))
    return found
