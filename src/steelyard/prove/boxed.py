"""The gateway as it stands in the sandbox: what its stand-ins change of the Forecast."""

from collections.abc import Mapping
from copy import copy

from steelyard.core.record import replace
from steelyard.dialects.sandbox import Endpoint
from steelyard.model.gateway import Gateway
from steelyard.model.pool import Pool
from steelyard.prove.seen import Key


def boxed(gateway: Gateway, servers: Mapping[Key, Endpoint], workers: int) -> Gateway:
    """The gateway with its stand-ins' addresses, on a machine of so many processors.

    A name stands for one address there, and is resolved.  Keys stay with their servers:
    a dialect that hashes a server's text sees to it.
    """
    found = copy(gateway)
    found.pools = {name: _pool(pool, servers, workers) for name, pool in gateway.pools.items()}
    return found


def _pool(pool: Pool, servers: Mapping[Key, Endpoint], workers: int) -> Pool:
    found = copy(pool)
    found.servers = []
    for index, server in enumerate(pool.servers):
        endpoint = servers.get((pool.name, index))
        if endpoint is not None:
            server = replace(
                server,
                address=endpoint.address,
                port=endpoint.port,
                addresses=1,
                resolver="",
            )
        found.servers.append(server)
    if found.copies is None and found.state == "worker":
        found.copies = workers
    return found
