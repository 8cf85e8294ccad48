"""Which pool and server an address of the access log belongs to."""

from collections.abc import Mapping, Sequence

from steelyard.dialects.nginx.live.tries import NONE, Try
from steelyard.model.pool import Pool, Server


class Addresses:
    """Which pool and server an address of the log belongs to."""

    def __init__(self, pools: Mapping[str, Pool]) -> None:
        """``pools`` as the configuration has them."""
        self._pools = pools
        self._holders: dict[str, list[str]] = {}
        self._servers: dict[tuple[str, str], str] = {}
        for name, pool in pools.items():
            for server in pool.servers:
                address = _logged(server)
                if (name, address) not in self._servers:
                    self._servers[name, address] = server.name
                    self._holders.setdefault(address, []).append(name)

    def pool(self, host: str, tries: Sequence[Try]) -> str:
        """The pool of a group: as ``$proxy_host`` says, else the only one with its servers.

        Without either it is what ``$proxy_host`` holds, or "".
        """
        if host and host != NONE:
            named = [host, f"{host}:80", f"{host}:443"]
            return next((name for name in named if name in self._pools), host)
        holders = [set(self._holders.get(one.address, ())) for one in tries]
        common = set.intersection(*holders)
        return common.pop() if len(common) == 1 else ""

    def server(self, pool: str, address: str) -> str:
        """The server as the configuration writes it, else its address."""
        return self._servers.get((pool, address), address)


def _logged(server: Server) -> str:
    """The address as the log has it, for servers that no name has to be resolved for."""
    if not server.port:
        return server.address
    bare = ":" in server.address and not server.address.startswith("[")
    return f"[{server.address}]:{server.port}" if bare else f"{server.address}:{server.port}"
