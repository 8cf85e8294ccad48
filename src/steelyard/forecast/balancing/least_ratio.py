"""NGINX ``least_conn``: the fewest connections per weight, rotation among equals.

``src/http/modules/ngx_http_upstream_least_conn_module.c``.  Idle servers are
all equal, so that an idle pool rotates like the default method.
"""

from collections.abc import Sequence

from steelyard.core.exactness import Exactness
from steelyard.forecast.balancing import smooth_rotation
from steelyard.forecast.balancing.family import Run, Spread
from steelyard.forecast.balancing.peers import shares_of
from steelyard.forecast.health import Health
from steelyard.model.pool import Pool

IDLE = "hardly any request is in flight: equally loaded servers share by weight"


def spread(pool: Pool, health: Health) -> Spread:
    """The weights, as when idle; latency and concurrency decide otherwise."""
    return Spread(Exactness.LOAD, shares_of(pool, health), [IDLE])


def start(pool: Pool, health: Health) -> Run | None:
    """The rotation of idle servers."""
    return smooth_rotation.start(pool, health)


def place_keys(pool: Pool, health: Health, keys: Sequence[bytes]) -> None:
    """None: there are no keys."""
    return None
