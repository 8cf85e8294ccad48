"""The rule's own small ring is the Forecast's."""

import pytest

from steelyard.core.place import NOWHERE
from steelyard.forecast.balancing.forecast import forecast_pool
from steelyard.model.pool import Balance, HashKey, Pool, Server
from steelyard.model.values import Field
from steelyard.rules.share.ring_uneven import arcs


@pytest.mark.parametrize("node_keys", ["single", "double"])
@pytest.mark.parametrize("weights", [(1, 1, 1), (1, 3), (2, 1, 1, 3, 1)])
def test_arcs_are_those_of_the_forecast(node_keys: str, weights: tuple[int, ...]):
    servers = [
        Server(f"s{i}", "10.0.0.1", 80, NOWHERE, weight, weight, id=i * 7 + 4)
        for i, weight in enumerate(weights)
    ]
    key = HashKey(Field("path"))
    balance = Balance("avalanche-ring", "uri", NOWHERE, key, {"node-keys": node_keys})
    pool = Pool("web", NOWHERE, servers, balance)
    expected = [entry.share for entry in forecast_pool(pool).servers]
    assert arcs(servers, doubled=node_keys == "double") == pytest.approx(expected, abs=1e-6)
