"""The verb ``route``: where one request goes, step by step."""

from collections.abc import Sequence

from steelyard.app.loading import Reading, load_gateway
from steelyard.forecast.health import Health
from steelyard.forecast.routing.outcome import Outcome
from steelyard.forecast.routing.request import Request, parse_request
from steelyard.forecast.routing.walk import walk
from steelyard.model.gateway import Gateway


def route(
    path: str,
    question: str,
    reading: Reading,
    *,
    headers: Sequence[str] = (),
    source: str | None = None,
    down: Sequence[str] = (),
    nth: int = 1,
) -> tuple[Gateway, Request, Outcome]:
    """The request as understood and its outcome; arguments as on the command line."""
    request = (
        parse_request(question, tuple(headers), source)
        if source is not None
        else parse_request(question, tuple(headers))
    )
    gateway = load_gateway(path, reading)
    return gateway, request, walk(gateway, request, servers_down(gateway, down), nth)


def servers_down(gateway: Gateway, names: Sequence[str]) -> Health:
    """``POOL/SERVER`` names as a `Health`; raises `UsageError` for unknown ones."""
    from steelyard.core.errors import UsageError

    found = set()
    for name in names:
        pool_name, slash, server_name = name.rpartition("/")
        pool = gateway.pools.get(pool_name)
        if not slash or pool is None:
            known = ", ".join(sorted(gateway.pools)[:8])
            raise UsageError(f"--down {name!r}: write POOL/SERVER; the pools are: {known}")
        if not any(server.name == server_name for server in pool.servers):
            members = ", ".join(server.name for server in pool.servers[:8])
            raise UsageError(f"--down {name!r}: pool {pool_name} has the servers: {members}")
        found.add((pool_name, server_name))
    return Health(frozenset(found))
