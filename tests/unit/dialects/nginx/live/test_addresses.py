"""An address of the log, and whose it is."""

from steelyard.core.place import NOWHERE
from steelyard.dialects.nginx.live.addresses import Addresses
from steelyard.dialects.nginx.live.tries import Try
from steelyard.model.pool import Balance, Pool, Server


def pool(name: str, *servers: Server) -> Pool:
    return Pool(name, NOWHERE, list(servers), Balance("smooth-rotation", "", NOWHERE))


POOLS = {
    "web": pool("web", Server("a", "10.0.0.1", 80, NOWHERE), Server("b", "10.0.0.2", 80, NOWHERE)),
    "api": pool("api", Server("six", "::1", 80, NOWHERE), Server("c", "10.0.0.2", 80, NOWHERE)),
    "twice:80": pool(
        "twice:80", Server("d", "10.0.0.3", 80, NOWHERE), Server("e", "10.0.0.3", 80, NOWHERE)
    ),
}


def test_the_pool_is_named_or_the_only_one():
    places = Addresses(POOLS)
    assert places.pool("api", [Try("10.0.0.2:80")]) == "api"
    assert places.pool("twice", [Try("10.0.0.3:80")]) == "twice:80"
    assert places.pool("", [Try("10.0.0.1:80")]) == "web"
    assert places.pool("-", [Try("10.0.0.2:80"), Try("10.0.0.1:80")]) == "web"
    assert places.pool("", [Try("10.0.0.2:80")]) == ""
    assert places.pool("", [Try("10.6.6.6:80")]) == ""
    assert places.pool("elsewhere", [Try("10.6.6.6:80")]) == "elsewhere"


def test_servers_have_their_names():
    places = Addresses(POOLS)
    assert places.server("web", "10.0.0.2:80") == "b"
    assert places.server("api", "[::1]:80") == "six"
    assert places.server("twice:80", "10.0.0.3:80") == "d"
    assert places.server("web", "10.6.6.6:80") == "10.6.6.6:80"
