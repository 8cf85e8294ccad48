"""Snapshots out of ``show stat``, ``show servers state`` and ``show info`` (management guide 9.3).

Which column tells the share of a server?  Measured on 2.6.12 beside origins that count:

``stot`` is `Counters.requests`.  It rises each time a server is given a request: by the
algorithm, by cookie, stick table or ``use-server``, and out of a queue; each retry on the
server counts again.  Without retries it equals what the origins count.

``lbtot`` is `Counters.chosen`: decisions of the algorithm for another server than the
request had.  It leaves out persistence, ``use-server``, and requests that waited in the
pool's queue (24 requests over two full servers: ``lbtot`` 2, ``stot`` 24).  It holds
requests that waited in a server's own queue, failed connections, and redispatches: in the
row of the pool it then exceeds the requests.  It alone judges the algorithm of a pool with
persistence, as long as nobody waits in the pool's queue.

``req_tot`` and ``hrsp_*`` count responses that went to the client, on the server that gave
them.  A server that refuses connections has none, one whose 500 is retried elsewhere
neither (6 requests at the origin: ``stot`` 6, ``req_tot`` 0).  HAProxy's own errors stand
only in the row of the pool.  ``wretr`` is no number of repeats: retries of an HTTP status
count in it more than once (8 repeats, ``wretr`` 16).

The row of the pool counts each request once in ``stot``.  All of them begin at zero with a
reload and with ``clear counters all``, which leaves the rotation where it was.
"""

from collections.abc import Mapping

from steelyard.dialects.haproxy.live.answers import Table, blank_rows, comma_rows, number, pairs
from steelyard.dialects.runtime import Counters, PoolState, ServerState, Snapshot

POOLS_AND_SERVERS = 6
"""``show stat``: the sum of 2 (pools) and 4 (servers)."""

NEEDED = ("pxname", "svname", "type", "qcur", "scur", "stot", "status", "weight", "lbtot")
"""Columns without which nothing can be said; HAProxy has them since 1.4."""

STATE_NEEDED = ("be_name", "srv_name", "srv_admin_state", "srv_uweight", "srv_iweight")
"""Columns of ``show servers state`` that are used; HAProxy has them since 1.6."""

_TYPE_POOL, _TYPE_SERVER = "1", "2"
_FORCED_MAINT, _FORCED_DRAIN = 0x01, 0x08
_RESPONSES = ("hrsp_1xx", "hrsp_2xx", "hrsp_3xx", "hrsp_4xx", "hrsp_5xx", "hrsp_other")
_TIMES = {"queue": "qtime", "connect": "ctime", "response": "rtime", "total": "ttime"}
_WORDS = {"UP": "up", "DOWN": "down", "MAINT": "maint", "DRAIN": "drain", "NOLB": "drain"}


def snapshot(
    info: str, stats: list[str], states: list[str], at: float, partial: bool = False
) -> Snapshot:
    """One look: the answer to ``show info``, those to ``show stat`` and ``show servers state``.

    Several of the latter two are for several pools.  Raises `LiveError`.
    """
    about = pairs(info, "show info", ("Uptime_sec",))
    generation = process_of(about)
    found = Snapshot(
        at,
        generation,
        epoch=generation,
        uptime=float(number(about["Uptime_sec"], "Uptime_sec")),
        partial=partial,
        version=about.get("Version", ""),
        connections=_optional(about, "CurrConns"),
        connection_limit=_optional(about, "Maxconn"),
    )
    if about.get("Stopping", "0") != "0":
        found.doubts.append("This process is stopping: another one may serve already.")
    known = {
        (row.text("be_name"), row.text("srv_name")): _set(row)
        for state in states
        for row in blank_rows(state, "show servers state", STATE_NEEDED)
    }
    for stat in stats:
        for row in comma_rows(stat, "show stat", NEEDED):
            _add(found.pools, row, known)
    return found


def process_of(about: Mapping[str, str]) -> str:
    """The process that answers: its number and, since 2.6, when it started (``show info``)."""
    pid = number(about["Pid"], "Pid")
    # In a container the number is often the same after a restart.
    return f"{pid}@{about['Start_time_sec']}" if "Start_time_sec" in about else str(pid)


_Set = tuple[int, int, str]
"""What ``show servers state`` knows besides: weight set and configured, who forced what."""


def _set(row: Table) -> _Set:
    """A row of ``show servers state``."""
    bits = row.count("srv_admin_state")
    forced = "maint" if bits & _FORCED_MAINT else "drain" if bits & _FORCED_DRAIN else ""
    return row.count("srv_uweight"), row.count("srv_iweight"), forced


def _add(pools: dict[str, PoolState], row: Table, known: Mapping[tuple[str, str], _Set]) -> None:
    """One row of ``show stat``; listeners and sockets are passed over.

    A server that came or went between the two answers is taken from this one alone.
    """
    name, kind = row.text("pxname"), row.text("type")
    if kind not in (_TYPE_POOL, _TYPE_SERVER):
        return
    pool = pools.setdefault(name, PoolState(name, Counters()))
    if kind == _TYPE_POOL:
        pool.total = _counters(row)
        pool.algorithm = row.text("algo")
        pool.queue = row.number("qcur")
    else:
        server = _server(row, known.get((name, row.text("svname"))))
        pool.servers[server.name] = server


def _server(row: Table, known: _Set | None) -> ServerState:
    """A server's row."""
    set_weight, configured, forced = known or (row.number("uweight"), None, "")
    said = row.text("status")
    # "UP 1/3", "DOWN (agent)", "MAINT (via b/s)": the first word decides.
    status = "no check" if said == "no check" else _WORDS.get(said.split(" ")[0], "unknown")
    since = row.number("lastchg")
    times = {name: row.number(column) for name, column in _TIMES.items()}
    return ServerState(
        name=row.text("svname"),
        counters=_counters(row),
        status=status,
        said=said,
        weight=row.number("weight"),
        set_weight=set_weight,
        configured_weight=configured,
        forced=forced,
        backup=row.count("bck") > 0,
        current=row.count("scur"),
        queue=row.count("qcur"),
        limit=row.number("slim"),
        since=None if since is None else float(since),
        times={name: value / 1000 for name, value in times.items() if value is not None},
    )


def _counters(row: Table) -> Counters:
    """The counters of a pool's or server's row."""
    http = row.text(_RESPONSES[1]) != ""
    return Counters(
        requests=row.count("stot"),
        chosen=row.count("lbtot"),
        answered=tuple(row.count(name) for name in _RESPONSES) if http else (),
        connect_errors=row.count("econ"),
        response_errors=row.count("eresp"),
        retries=row.count("wretr"),
        redispatches=row.count("wredis"),
    )


def _optional(about: Mapping[str, str], name: str) -> int | None:
    """A number of ``show info`` that older versions may lack."""
    return number(about[name], name) if name in about else None
