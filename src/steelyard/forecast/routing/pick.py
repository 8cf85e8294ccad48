"""From the pool to the server: persistence first, then balancing."""

import ipaddress
from copy import copy

from steelyard.core.exactness import Exactness
from steelyard.forecast.balancing.family import family
from steelyard.forecast.balancing.forecast import forecast_pool
from steelyard.forecast.balancing.standing import (
    EVEN_KEYS,
    NEAR_WEIGHTS,
    one_state,
    serving_indexes,
    weight_shares,
)
from steelyard.forecast.health import Health
from steelyard.forecast.result import PoolForecast, ServerShare
from steelyard.forecast.routing.evaluate import texts_of
from steelyard.forecast.routing.outcome import Outcome, ServerChoice
from steelyard.forecast.routing.persistence import kept_server
from steelyard.forecast.routing.state import State, Step
from steelyard.model.gateway import Gateway
from steelyard.model.pool import PERSISTENCE, HashKey, Pool, Server

NAMED = 8
"""Servers that a sentence names at most."""

NUMBER = (1 << 64) - 1
"""Numbers that are hashed have 64 bits."""


def choose(outcome: Outcome, gateway: Gateway, health: Health, nth: int) -> None:
    """Fills ``outcome.servers`` for an outcome of kind ``pool``."""
    pool = gateway.pools.get(outcome.pool)
    state = outcome.end
    if pool is None or state is None:
        return
    kept = _named(pool, outcome.server) if outcome.server else None
    if kept is None:
        kept = kept_server(pool, state)
        if kept is not None:
            outcome.steps.append(Step(kept.place, f"the client's cookie names server {kept.name}"))
    if kept is not None:
        if health.is_up(pool, kept):
            _settle(outcome, kept)
            return
        if not _tries_another(pool, state):
            outcome.server = ""
            _refuse(outcome, pool, f"server {kept.name} of pool {pool.name} is down")
            return
        outcome.steps.append(Step(kept.place, f"server {kept.name} is down; another is tried"))
        outcome.server = ""
    if any(entry.kind != "cookie" for entry in pool.persistence):
        state.assume("the client has no entry in the stick table yet")
    known, key = hash_key(pool, state)
    if not known:
        outcome.servers = [ServerChoice(server, None, Exactness.UNKNOWN) for server in pool.servers]
        return
    _balance(outcome, pool, health, key, nth)


def _tries_another(pool: Pool, state: State) -> bool:
    """Whether a request whose chosen server does not answer is balanced after all."""
    if state.variables.get(PERSISTENCE) == ["force"]:
        return False
    return pool.retry is not None and pool.retry.another and pool.retry.attempts > 1


def _balance(outcome: Outcome, pool: Pool, health: Health, key: bytes | None, nth: int) -> None:
    """The server, or the candidates with their shares, that balancing gives."""
    # Who comes here has no server yet: persistence does not blur what it gets.
    unbound = copy(pool)
    unbound.persistence = []
    promise = _promise(unbound, health, key)
    if not promise.serves:
        _refuse(outcome, pool, _nobody(pool, health))
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
            told = [a for a in promise.assumptions if a not in (EVEN_KEYS, NEAR_WEIGHTS)]
            outcome.assumptions += [a for a in told if a not in outcome.assumptions]
            _settle(outcome, server)
            return
    outcome.assumptions += [a for a in promise.assumptions if a not in outcome.assumptions]
    outcome.servers = [
        ServerChoice(entry.server, entry.share, promise.exactness)
        for entry in promise.servers
        if entry.share is None or entry.share > 0
    ]
    if run is not None and promise.exactness is Exactness.ORDER:
        for _ in range(nth):
            outcome.first = run.pick(None)


def _promise(pool: Pool, health: Health, key: bytes | None) -> PoolForecast:
    """The forecast for requests like this one: those without a key take turns."""
    promise = forecast_pool(pool, health)
    if pool.balance.key is None or key is not None or promise.exactness is not Exactness.KEY:
        return promise
    chosen = serving_indexes(pool, health)
    if len(chosen) > 1:
        shares = weight_shares(pool, chosen)
        promise.servers = [
            ServerShare(server, share) for server, share in zip(pool.servers, shares, strict=True)
        ]
    promise.exactness = Exactness.ORDER if one_state(pool) else Exactness.WINDOW
    promise.assumptions = [text for text in promise.assumptions if text != EVEN_KEYS]
    promise.assumptions.append(f"the request has no key for '{pool.balance.written}': turns decide")
    return promise


def _nobody(pool: Pool, health: Health) -> str:
    """Why no server of a pool serves, naming some of them."""
    if not pool.servers:
        return f"pool {pool.name} has no server"
    reasons = []
    for server in pool.servers[:NAMED]:
        if not health.is_up(pool, server):
            reasons.append(f"{server.name} is down")
        elif server.admin != "ready":
            reasons.append(
                f"{server.name} is {'drained' if server.admin == 'drain' else 'disabled'}"
            )
        elif server.applied_weight == 0:
            reasons.append(f"{server.name} has weight 0")
    more = len(pool.servers) - NAMED
    if more > 0:
        reasons.append(f"and {more} more")
    return f"no server of pool {pool.name} takes traffic: {', '.join(reasons)}"


def _refuse(outcome: Outcome, pool: Pool, why: str) -> None:
    """The request ends at a pool that cannot serve it."""
    outcome.kind = "reject"
    outcome.status = pool.empty_status if pool.protocol == "http" else None
    outcome.why = why


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
    if spec.kind in ("address", "packed"):
        try:
            return ipaddress.ip_address(text).packed
        except ValueError:
            return None
    if spec.kind == "number":
        try:
            return (int(text) & NUMBER).to_bytes(8, "big")
        except ValueError:
            return None
    return text.encode("utf-8", "surrogateescape")


def _named(pool: Pool, name: str) -> Server:
    """The server of that name."""
    return next(server for server in pool.servers if server.name == name)


def _settle(outcome: Outcome, server: Server) -> None:
    """One server for certain."""
    outcome.server = server.name
    outcome.servers = [ServerChoice(server, 1.0, Exactness.KEY)]
