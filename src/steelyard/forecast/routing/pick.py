"""From the pool to the server: persistence first, then balancing."""

import ipaddress

from steelyard.core.exactness import Exactness
from steelyard.forecast.balancing.family import family
from steelyard.forecast.balancing.forecast import forecast_pool
from steelyard.forecast.health import Health
from steelyard.forecast.routing.evaluate import texts_of
from steelyard.forecast.routing.outcome import Outcome, ServerChoice
from steelyard.forecast.routing.state import State, Step
from steelyard.model.gateway import Gateway
from steelyard.model.pool import HashKey, Pool, Server


def choose(outcome: Outcome, gateway: Gateway, health: Health, nth: int) -> None:
    """Fills ``outcome.servers`` for an outcome of kind ``pool``."""
    pool = gateway.pools.get(outcome.pool)
    state = outcome.end
    if pool is None or state is None:
        return
    if outcome.server:
        _settle(outcome, _named(pool, outcome.server))
        return
    kept = _persistent(pool, state, health)
    if kept is not None:
        outcome.steps.append(Step(kept.place, f"the client's cookie names server {kept.name}"))
        _settle(outcome, kept)
        return
    if any(entry.kind != "cookie" for entry in pool.persistence):
        state.assume("the client has no entry in the stick table yet")
    known, key = hash_key(pool, state)
    if not known:
        outcome.servers = [ServerChoice(server, None, Exactness.UNKNOWN) for server in pool.servers]
        return
    _balance(outcome, pool, health, key, nth)


def _balance(outcome: Outcome, pool: Pool, health: Health, key: bytes | None, nth: int) -> None:
    """The server, or the candidates with their shares, that balancing gives."""
    promise = forecast_pool(pool, health)
    outcome.assumptions += [a for a in promise.assumptions if a not in outcome.assumptions]
    if not promise.serves:
        outcome.kind = "reject"
        setting = pool.settings.get("empty-status")
        outcome.status = int(setting.value) if setting is not None else 503
        outcome.why = f"no server of pool {pool.name} takes traffic"
        return
    run = None
    if promise.exactness in (Exactness.ORDER, Exactness.KEY, Exactness.WINDOW):
        try:
            run = family(pool.balance.algorithm).start(pool, health)
        except KeyError:
            run = None
    if run is not None and key is not None and pool.balance.key is not None:
        server = run.pick(key)
        if server is not None:
            outcome.steps.append(Step(pool.balance.place, f"{pool.balance.written}: {server.name}"))
            _settle(outcome, server)
            return
    outcome.servers = [
        ServerChoice(entry.server, entry.share, promise.exactness)
        for entry in promise.servers
        if entry.share is None or entry.share > 0
    ]
    if run is not None and promise.exactness is Exactness.ORDER:
        for _ in range(nth):
            outcome.first = run.pick(None)


def hash_key(pool: Pool, state: State) -> tuple[bool, bytes | None]:
    """Whether the key is known, and its bytes; None: the request has none."""
    spec = pool.balance.key
    if spec is None:
        return True, None
    texts = texts_of(spec.value, state)
    if texts is None:
        return False, None
    if not texts:
        return True, (b"" if spec.absent == "empty" else None)
    if texts[0] == "" and spec.absent == "rotate":
        return True, None
    return True, _encoded(spec, texts[0])


def _encoded(spec: HashKey, text: str) -> bytes | None:
    """A key as the algorithm's bytes."""
    if spec.kind == "address":
        try:
            return ipaddress.ip_address(text).packed
        except ValueError:
            return None
    return text.encode("utf-8", "surrogateescape")


def _persistent(pool: Pool, state: State, health: Health) -> Server | None:
    """The server that the client's cookie names, if it still serves."""
    for entry in pool.persistence:
        if entry.kind != "cookie":
            continue
        for line in state.header("cookie"):
            for pair in line.split(";"):
                name, _, value = pair.strip().partition("=")
                if name == entry.name:
                    return _by_cookie(pool, value.partition("~")[0].partition("|")[0], health)
    return None


def _by_cookie(pool: Pool, value: str, health: Health) -> Server | None:
    """The first server with that cookie value that is not stopped."""
    for server in pool.servers:
        if server.cookie == value and server.admin != "out" and health.is_up(pool, server):
            return server
    return None


def _named(pool: Pool, name: str) -> Server:
    """The server of that name."""
    return next(server for server in pool.servers if server.name == name)


def _settle(outcome: Outcome, server: Server) -> None:
    """One server for certain."""
    outcome.server = server.name
    outcome.servers = [ServerChoice(server, 1.0, Exactness.KEY)]
