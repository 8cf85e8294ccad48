"""NGINX ``random`` and ``random two``: weighted draws.

``src/http/modules/ngx_http_upstream_random_module.c``.  With option ``draws`` 2
two different servers are drawn and the less loaded for its weight is taken; a
tie keeps the *second*, so that at low load weights invert: 9:1 gives 0.2:0.8.
A draw that hits a server that is out, or the first one again, is repeated; after
21 draws in all the request rotates by weight.
"""

from collections.abc import Sequence
from functools import lru_cache

from steelyard.core.exactness import Exactness
from steelyard.forecast.balancing.family import Spread
from steelyard.forecast.balancing.peers import shares_of
from steelyard.forecast.health import Health
from steelyard.model.pool import Pool

DRAWS = 21
"""Draws before the request rotates."""

IDLE = (
    "hardly any request is in flight: of two servers drawn the second wins, "
    "which favours light servers"
)


def spread(pool: Pool, health: Health) -> Spread:
    """The weights for one draw; the second-draw formula for two, as when idle."""
    shares = shares_of(pool, health)
    if int(pool.balance.options.get("draws", 1)) < 2:
        return Spread(Exactness.EXPECTATION, shares)
    weights: list[int] = []
    serves: list[bool] = []
    owners: list[int] = []
    for index, (server, share) in enumerate(zip(pool.servers, shares, strict=True)):
        count = server.addresses or 1
        weights += [server.applied_weight] * count
        serves += [share != 0] * count
        owners += [index] * count
    if sum(serves) > 1:
        shares = [0.0] * len(pool.servers)
        for owner, share in zip(owners, second_draws(tuple(weights), tuple(serves)), strict=True):
            shares[owner] = (shares[owner] or 0.0) + share
    return Spread(Exactness.LOAD, shares, [IDLE])


def start(pool: Pool, health: Health) -> None:
    """None: chance decides each request."""
    return None


def place_keys(pool: Pool, health: Health, keys: Sequence[bytes]) -> None:
    """None: there are no keys."""
    return None


@lru_cache(maxsize=1024)
def second_draws(weights: tuple[int, ...], serves: tuple[bool, ...]) -> tuple[float, ...]:
    """How likely each peer is the second of two different serving peers drawn.

    Peers that do not serve are drawn too, in vain.
    """
    total = sum(weights)
    chances = [
        weight / total if here else 0.0 for weight, here in zip(weights, serves, strict=True)
    ]
    out = sum(weight for weight, here in zip(weights, serves, strict=True) if not here) / total
    # found[i]: the first is i and a draw of another is left, summed over its possible places.
    found = []
    rotating = out**DRAWS
    for chance in chances:
        again = out + chance
        tries = 0.0
        for place in range(DRAWS if out else 1):
            first = chance * out**place
            missed = again ** (DRAWS - 1 - place)
            if again < 1:
                tries += first * (1 - missed) / (1 - again)
            rotating += first * missed
        found.append(tries)
    anybody = sum(found)
    alive = 1 - out
    return tuple(
        chance * (anybody - own) + rotating * chance / alive
        for chance, own in zip(chances, found, strict=True)
    )
