"""The promise about one pool: its family's shares, weakened by what surrounds them."""

from collections.abc import Callable
from typing import cast

from steelyard.core.exactness import Exactness, weakest
from steelyard.forecast.balancing.family import Spread, family
from steelyard.forecast.balancing.standing import NEAR_WEIGHTS, usable_indexes
from steelyard.forecast.health import ALL_UP, Health
from steelyard.forecast.result import PoolForecast, ServerShare
from steelyard.model.pool import HashKey, Pool
from steelyard.model.values import Literal

Exact = Callable[[Pool, Health], list[float | None] | None]

PERSISTENT = "clients that have a server stay there; the shares are those of new clients"
ONE_ADDRESS = "each server name stands for one address"
ROOM = "no server reaches its limit of connections"
WARM = "no server is in slow start"
LATE = "members that are discovered at run time are not known"


def forecast_pool(pool: Pool, health: Health = ALL_UP, *, exact: bool = True) -> PoolForecast:
    """The shares of ``pool`` under ``health``, how exact they are, and what they need.

    ``exact`` False: where the true shares only come near the weights (rings,
    some rotations) the weights are given; the true ones cost a millisecond and
    more to work out.  An algorithm that is not known gives shares of None.
    """
    try:
        found = _spread(pool, health, exact=exact)
    except KeyError:
        reason = f"the algorithm '{pool.balance.written or pool.balance.algorithm}' is not known"
        found = _unknown(pool, [reason])
    servers = pool.servers
    shares = [
        ServerShare(server, share) for server, share in zip(servers, found.shares, strict=True)
    ]
    return PoolForecast(pool, found.exactness, shares, found.assumptions)


def _spread(pool: Pool, health: Health, *, exact: bool) -> Spread:
    """The family's spread, or what makes it needless; `KeyError` for unknown algorithms."""
    if pool.unknown:
        return _unknown(pool, pool.unknown)
    if pool.resolves_late and not pool.servers:
        return _unknown(pool, [LATE])
    usable = [] if pool.disabled else usable_indexes(pool, health)
    if not usable:
        return Spread(Exactness.ORDER, [0.0] * len(pool.servers), ["no server takes requests"])
    active = [index for index in usable if not pool.servers[index].backup]
    if len(active or usable) == 1:
        shares: list[float | None] = [0.0] * len(pool.servers)
        shares[(active or usable)[0]] = 1.0
        found = Spread(Exactness.ORDER, shares)
    elif pool.balance.key is not None and not pool.balance.key.varies:
        found = _one_key(pool, health, pool.balance.key)
    else:
        found = family(pool.balance.algorithm).spread(pool, health)
        if exact:
            _refine(pool, health, found)
    return _surrounded(pool, health, found)


def _refine(pool: Pool, health: Health, found: Spread) -> None:
    """Put the true shares in the place of the weights, if the family knows better."""
    module = family(pool.balance.algorithm)
    exact_shares = cast("Exact | None", getattr(module, "exact_shares", None))
    shares = None if exact_shares is None else exact_shares(pool, health)
    if shares is None:
        return
    found.shares = shares
    found.assumptions = [text for text in found.assumptions if text != NEAR_WEIGHTS]


def _one_key(pool: Pool, health: Health, key: HashKey) -> Spread:
    """All requests have the same key: one server gets them, known if the key is."""
    module = family(pool.balance.algorithm)
    same = "every request has the same key, so that one server gets all of them"
    if not isinstance(key.value, Literal):
        everywhere = module.spread(pool, health).shares
        return Spread(Exactness.KEY, [None if share else 0.0 for share in everywhere], [same])
    text = key.value.text.encode("utf-8", "surrogateescape")
    placed = module.place_keys(pool, health, [text])
    if not placed or placed[0] is None:
        return module.spread(pool, health)
    shares: list[float | None] = [0.0] * len(pool.servers)
    shares[placed[0]] = 1.0
    return Spread(Exactness.KEY, shares, [same])


def _surrounded(pool: Pool, health: Health, found: Spread) -> Spread:
    """The spread with what persistence, limits, names and health do to it."""
    exactness = found.exactness
    notes = list(found.assumptions)
    if pool.persistence and len(pool.servers) > 1:
        exactness = weakest([exactness, Exactness.EXPECTATION])
        notes.append(PERSISTENT)
    if pool.resolves_late:
        exactness = Exactness.UNKNOWN
        notes.append(LATE)
    named = limited = slow = False
    for server in pool.servers:
        named = named or server.addresses is None
        limited = limited or "max-connections" in server.limits
        slow = slow or server.slow_start > 0
    if len(pool.servers) > 1:
        notes += [
            text for text, true in ((ONE_ADDRESS, named), (ROOM, limited), (WARM, slow)) if true
        ]
    if health.down:
        down = [server.name for server in pool.servers if not health.is_up(pool, server)]
        if down:
            notes.append(f"down: {', '.join(down)}")
    return Spread(exactness, found.shares, notes)


def _unknown(pool: Pool, reasons: list[str]) -> Spread:
    """Nothing can be said, for these reasons."""
    return Spread(Exactness.UNKNOWN, [None] * len(pool.servers), list(reasons))
