"""Which server a client's cookie names, and whether it may still be had.

HAProxy, ``src/http_ana.c`` (``http_manage_client_side_cookies``) and
``src/stream.c`` (``process_server_rules``): every cookie of the name is tried
until one names a server that is not stopped; ``option persist`` and
``force-persist`` take a stopped one too.
"""

from collections.abc import Iterator

from steelyard.forecast.routing import cookies
from steelyard.forecast.routing.state import State, Step
from steelyard.model.pool import PERSISTENCE, Persistence, Pool, Server


def kept_server(pool: Pool, state: State) -> Server | None:
    """The server that a cookie of the request names; None: balancing decides."""
    if pool.protocol != "http" or state.variables.get(PERSISTENCE) == ["ignore"]:
        return None
    for entry in pool.persistence:
        if entry.kind != "cookie":
            continue
        values = list(_values(state, entry.name))
        if not values:
            state.assume(f"the client has no cookie {entry.name} yet")
        for value in values:
            server = _named(pool, _server_part(entry, value, state), state)
            if server is not None:
                return server
    return None


def may_be_had(pool: Pool, server: Server, state: State) -> bool:
    """Whether a rule or a cookie may choose this server: it runs, or is tried all the same."""
    if server.admin != "out" and state.health.is_up(pool, server):
        return True
    return "persist-to-dead" in pool.settings or state.variables.get(PERSISTENCE) == ["force"]


def _named(pool: Pool, value: str, state: State) -> Server | None:
    """The first server of that cookie value that may be had."""
    if not value:
        return None
    for server in pool.servers:
        if server.cookie == value:
            if may_be_had(pool, server, state):
                return server
            why = "disabled" if server.admin == "out" else "down"
            what = f"the client's cookie names server {server.name}, which is {why}"
            state.steps.append(Step(server.place, what))
    return None


def _server_part(entry: Persistence, value: str, state: State) -> str:
    """The part of a cookie that names the server: before ``~`` in prefix mode, else ``|``."""
    mode = entry.settings.get("mode")
    if mode is not None and mode.value == "prefix":
        return value.partition("~")[0]
    name, bar, _ = value.partition("|")
    if bar and ("max-idle" in entry.settings or "max-life" in entry.settings):
        state.assume(f"the date in cookie {entry.name} is not too old")
    return name


def _values(state: State, name: str) -> Iterator[str]:
    """The values of the cookies of a name, in order."""
    for line in state.header("cookie"):
        for key, value, _ in cookies.pairs(line):
            if key == name:
                yield value
