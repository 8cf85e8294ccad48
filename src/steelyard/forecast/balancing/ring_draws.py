"""HAProxy ``balance random(N)``: N random points on the consistent ring.

``src/backend.c``, ``get_server_rnd``; the ring is that of
`steelyard.forecast.balancing.avalanche_ring`.  The draw with the least load per
weight wins.  Idle servers tie, and a tie keeps the latest draw, so that shares
follow the arcs of the ring, not the weights; from 3.4 on (option ``tie-break``
= ``rate``) the server with the lower request rate per weight wins a tie, so
that shares follow the weights.  Option ``draws``: N, 2 unless written.
"""

from collections.abc import Sequence

from steelyard.core.exactness import Exactness
from steelyard.forecast.balancing import avalanche_ring
from steelyard.forecast.balancing.family import Spread
from steelyard.forecast.balancing.standing import NEAR_WEIGHTS, serving_indexes, weight_shares
from steelyard.forecast.health import Health
from steelyard.model.pool import Pool

EVEN_LOAD = "servers are about equally loaded for their weight"


def spread(pool: Pool, health: Health) -> Spread:
    """The weights; before 3.4 the arcs, which `exact_shares` has, come near them."""
    chosen = serving_indexes(pool, health)
    assumptions = [] if _draws(pool) == 1 else [EVEN_LOAD]
    if len(chosen) > 1 and not _follows_weights(pool):
        assumptions.append(NEAR_WEIGHTS)
    return Spread(Exactness.EXPECTATION, weight_shares(pool, chosen), assumptions)


def exact_shares(pool: Pool, health: Health) -> list[float | None] | None:
    """The arcs of the ring, or the weights from 3.4 on; None: the ring is too large."""
    if _follows_weights(pool):
        return weight_shares(pool, serving_indexes(pool, health))
    return avalanche_ring.exact_shares(pool, health)


def start(pool: Pool, health: Health) -> None:
    """None: chance decides each request."""
    return None


def place_keys(pool: Pool, health: Health, keys: Sequence[bytes]) -> None:
    """None: there are no keys."""
    return None


def _draws(pool: Pool) -> int:
    return int(pool.balance.options.get("draws", 2))


def _follows_weights(pool: Pool) -> bool:
    return pool.balance.options.get("tie-break") == "rate" and _draws(pool) > 1
