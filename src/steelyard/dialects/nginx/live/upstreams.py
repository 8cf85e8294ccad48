"""Pools: every server of an ``upstream`` block becomes a stand-in.

Where a request goes by the text of the servers (``hash ... consistent``), the
stand-in's address is written so that its points on the ring stay where they are.
"""

from steelyard.core.place import Place
from steelyard.dialects.nginx.live.ring import same_points
from steelyard.dialects.nginx.live.statement import statement
from steelyard.dialects.nginx.live.work import Level, Work
from steelyard.dialects.nginx.text.syntax import Directive
from steelyard.model.pool import Pool, Server

_MANY = "This name may stand for several servers, each address of it one; here it is one."


class Upstreams:
    """The ``upstream`` blocks by their place, and their names."""

    def __init__(self, work: Work, blocks: list[Directive]) -> None:
        """``blocks`` are ``http`` and ``stream``."""
        self.names: dict[str, set[str]] = {"http": set(), "stream": set()}
        self.by_place: dict[Place, Pool] = {}
        for pool in work.gateway.pools.values():
            if not pool.implicit:
                self.by_place[pool.place] = pool
        for block in blocks:
            for item in block.named("upstream"):
                if len(item.words) == 2:
                    self.names[block.words[0]].add(item.words[1].lower())

    def server_line(self, work: Work, item: Directive, level: Level) -> list[str]:
        """One ``server`` line inside a pool."""
        if len(item.words) < 2:
            return [item.raw]
        pool = self.by_place.get(level.block.place())
        index = level.servers
        level.servers += 1
        if pool is None or index >= len(pool.servers):
            why = "Its upstream block was not read as a pool, so there is no stand-in for it."
            work.refuse(item.place(), why)
            return []
        server = pool.servers[index]
        if server.addresses is None:
            work.doubt(item.place(), _MANY)
        address = _address(work, pool, server, index)
        words = [word for word in item.words[2:] if not word.startswith(("resolve", "service="))]
        new = statement("server", address, *words)
        work.rewrite("server", item, new)
        return [new]


def note_many(work: Work, pool: Pool, place: Place) -> None:
    """Doubt an implicit pool whose server is a name."""
    if any(server.addresses is None for server in pool.servers):
        work.doubt(place, _MANY)


def _address(work: Work, pool: Pool, server: Server, index: int) -> str:
    """Where the stand-in listens, as the line says it."""
    endpoint = work.room.server(pool.name, index)
    if pool.balance.algorithm != "ketama-ring":
        return str(endpoint)
    if sum(other.literal == server.literal for other in pool.servers) > 1:
        work.doubt(server.place, "Lines of the same text share their points on the ring.")
    written = same_points(server.literal, endpoint.address, endpoint.port)
    if written is None:
        why = "hash consistent goes by the text of this line, so keys fall to other servers here."
        work.doubt(server.place, why)
        return str(endpoint)
    return written
