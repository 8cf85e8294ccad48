"""Which application processes there are, and what each carries."""

from __future__ import annotations

from examples.shop.site.limits import Limits

# The servers by pool, with the places of their ports in the lab's block.
POOLS = {
    "web": {"web1": 11, "web2": 12, "web3": 13, "web4": 14},
    "checkout": {"pay1": 21, "pay2": 22},
    "search": {"find1": 31, "find2": 32},
    "mobile": {"app1": 41, "app2": 42},
}
PLACES = {name: place for pool in POOLS.values() for name, place in pool.items()}

PAY = Limits(workers=1, queue=15)
APP = Limits(workers=1, queue=10)
LIMITS = {"web": Limits(), "checkout": PAY, "search": Limits(), "mobile": APP}


def pool_of(server: str) -> str:
    """Return the pool to which a server belongs; empty for what is no server of the shop."""
    return next((pool for pool, servers in POOLS.items() if server in servers), "")
