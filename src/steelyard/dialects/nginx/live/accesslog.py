r"""What the access log tells about servers: NGINX open source counts nothing itself.

``$upstream_addr`` holds every try: ``, `` between the tries of one pool, `` : `` before
the next pool after an internal redirect (``error_page``).  Measured on 1.22.1:
``$proxy_host`` names the pool of the last such group only; where no server of a pool was
left, ``$upstream_addr`` holds the pool's name and ``$upstream_status`` 502; a server that
refuses the connection has ``$upstream_status`` 502 and ``$upstream_connect_time`` ``-``.
Requests that no server was asked for have ``-``.  A line is written when its request ends
(with ``buffer=`` later), so a slow request counts late.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from steelyard.core.record import field, record, replace
from steelyard.dialects.nginx.live.addresses import Addresses
from steelyard.dialects.nginx.live.logformat import Format
from steelyard.dialects.nginx.live.tries import Try, counted, groups_of
from steelyard.dialects.runtime import Counters, PoolState, ServerState
from steelyard.model.pool import Pool

NEEDED = ("upstream_addr",)
"""Variables without which a format tells nothing."""

WANTED = ("upstream_status", "proxy_host", "upstream_connect_time", "upstream_header_time")
"""Variables that tell answers, pools with the same servers, and failures apart."""

RECOMMENDED = (
    'log_format steelyard \'$msec "$proxy_host" "$upstream_addr" "$upstream_status" '
    '$status $request_time "$upstream_connect_time" "$upstream_header_time" '
    '"$upstream_response_time"\';'
)
"""The directive that tells all; ``access_log PATH steelyard;`` uses it, beside other logs."""

MOST_SERVERS = 100_000
"""Servers that a tally keeps: names that resolve to ever new addresses must not fill memory."""


@record
class _Fresh:
    """A server while lines are counted: seconds spent by those tries that tell them."""

    counters: Counters
    seconds: float = 0.0
    timed: int = 0


@record
class Tally:
    """What was counted since the first line, and by which configuration.

    ``pools`` are the gateway's.  ``lines`` were read, ``strange`` of them not understood,
    ``unserved``: requests that met a pool without a server left, by pool.
    """

    pools: Mapping[str, Pool]
    states: dict[str, PoolState] = field(default_factory=dict)
    lines: int = 0
    strange: int = 0
    dropped: int = 0
    unserved: dict[str, int] = field(default_factory=dict)
    servers: int = 0

    def add(self, lines: Iterable[str], form: Format) -> None:
        """Count more lines of a log that ``form`` wrote."""
        places = Addresses(self.pools)
        fresh: dict[tuple[str, str], _Fresh] = {}
        for line in lines:
            self.lines += 1
            cut = form.cut(line)
            groups = None if cut is None else groups_of(cut)
            if cut is None or groups is None:
                self.strange += 1
                continue
            for number, group in enumerate(groups, 1):
                host = cut.get("proxy_host", "") if number == len(groups) else ""
                self._group(group, places, host, fresh)
        for (pool, server), one in fresh.items():
            servers = self.states[pool].servers
            mean = {"response": one.seconds / one.timed} if one.timed else {}
            servers[server] = replace(servers[server], counters=one.counters, times=mean)

    def _group(
        self,
        tries: Sequence[Try],
        places: Addresses,
        host: str,
        fresh: dict[tuple[str, str], _Fresh],
    ) -> None:
        """One request at one pool: its tries in order."""
        name = tries[0].address
        if len(tries) == 1 and self._is_block(name):
            self.unserved[name] = self.unserved.get(name, 0) + 1
            self.state(name).total = counted(self.state(name).total, Try(name, "502"), True)
            return
        name = places.pool(host, tries)
        state = self.state(name)
        state.total = counted(state.total, tries[-1], True)
        for number, one in enumerate(tries, 1):
            # The name of a pool after failed tries: nobody was left to ask.
            if number > 1 and one.address == name and self._is_block(name):
                self.unserved[name] = self.unserved.get(name, 0) + 1
                continue
            server = self._server(state, places.server(name, one.address))
            if server is None:
                self.dropped += 1
                continue
            now = fresh.get((name, server.name))
            if now is None:
                now = fresh[name, server.name] = _Fresh(server.counters)
            now.counters = counted(now.counters, one, number == 1, number < len(tries))
            if one.seconds is not None:
                now.seconds += one.seconds
                now.timed += 1

    def _is_block(self, name: str) -> bool:
        """Whether it names an ``upstream`` block, not a server passed to directly."""
        pool = self.pools.get(name)
        return pool is not None and not pool.implicit

    def state(self, name: str) -> PoolState:
        """The pool of that name, with the servers that the configuration gives it."""
        if name not in self.states:
            self.states[name] = state = PoolState(name, Counters())
            pool = self.pools.get(name)
            for server in pool.servers if pool is not None else ():
                weight = server.applied_weight
                state.servers[server.name] = ServerState(
                    server.name, Counters(), configured_weight=weight, backup=server.backup
                )
        return self.states[name]

    def _server(self, state: PoolState, name: str) -> ServerState | None:
        """The server of that name; None when there are too many already."""
        if name not in state.servers:
            if self.servers >= MOST_SERVERS:
                return None
            self.servers += 1
            state.servers[name] = ServerState(name, Counters())
        return state.servers[name]


def each_line(text: str) -> Iterator[str]:
    r"""The lines of a piece of a log, without their ends; only ``\n`` ends one."""
    return (line for line in text.split("\n") if line)
