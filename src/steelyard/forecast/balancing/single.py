"""Exactly one address: nothing to choose."""

from collections.abc import Sequence

from steelyard.core.exactness import Exactness
from steelyard.forecast.balancing.family import Run, Spread
from steelyard.forecast.balancing.standing import Rotation, equal_shares, serving_indexes
from steelyard.forecast.health import Health
from steelyard.model.pool import Pool


def spread(pool: Pool, health: Health) -> Spread:
    """Everything to the one server."""
    return Spread(Exactness.ORDER, equal_shares(pool, serving_indexes(pool, health)[:1]))


def start(pool: Pool, health: Health) -> Run | None:
    """The one server, again and again."""
    return Rotation([pool.servers[index] for index in serving_indexes(pool, health)[:1]])


def place_keys(pool: Pool, health: Health, keys: Sequence[bytes]) -> None:
    """None: there are no keys."""
    return None
