"""The Forecast of a whole gateway: every pool's shares, and who reaches which pool."""

from collections.abc import Iterator

from steelyard.forecast.balancing.forecast import forecast_pool
from steelyard.forecast.health import ALL_UP, Health
from steelyard.forecast.result import Forecast
from steelyard.model.gateway import Gateway
from steelyard.model.routing import Action, Call, Goto, Restart, Switch, ToPool, ToServer


def forecast(gateway: Gateway, health: Health = ALL_UP, *, exact: bool = True) -> Forecast:
    """What ``gateway`` promises under ``health``.

    ``exact`` as in `forecast_pool`.
    """
    pools = {name: forecast_pool(pool, health, exact=exact) for name, pool in gateway.pools.items()}
    reached: dict[str, list[str]] = {}
    by_entry: dict[str, list[str]] = {}
    for listener in gateway.listeners:
        found: list[str] = []
        if not listener.disabled:
            if listener.entry not in by_entry:
                by_entry[listener.entry] = reachable_pools(gateway, listener.entry)
            found = by_entry[listener.entry]
        known = reached.get(listener.name)
        # Listeners of one entry share one list: each with its own would take listeners x pools.
        reached[listener.name] = list(dict.fromkeys(known + found)) if known else found
    led_to = {name for names in by_entry.values() for name in names}
    unreached = [name for name in gateway.pools if name not in led_to]
    return Forecast(gateway, health, pools, reached, unreached)


def reachable_pools(gateway: Gateway, entry: str) -> list[str]:
    """The pools that some action reachable from chain ``entry`` names, in order of mention.

    Conditions are not looked at: routing judges whether a route can match.
    """
    pools: dict[str, None] = {}
    seen = {entry}
    walks = [_actions(gateway, entry)]
    while walks:
        action = next(walks[-1], None)
        if action is None:
            walks.pop()
            continue
        for chain in _leads_to(gateway, action, pools):
            if chain not in seen:
                seen.add(chain)
                walks.append(_actions(gateway, chain))
    return list(pools)


def _actions(gateway: Gateway, name: str) -> Iterator[Action]:
    """The actions of a chain in order; none when there is no such chain."""
    chain = gateway.chains.get(name)
    if chain is not None:
        for route in chain.routes:
            yield from route.actions


def _leads_to(gateway: Gateway, action: Action, pools: dict[str, None]) -> list[str]:
    """The chains that an action may go on in; a pool that it names is noted in ``pools``."""
    if isinstance(action, ToPool | ToServer):
        pool = gateway.pools.get(action.pool)
        if pool is None:
            return []
        pools[action.pool] = None
        return [pool.chain] if pool.chain else []
    if isinstance(action, Goto | Call | Restart):
        return [action.chain]
    if isinstance(action, Switch):
        chains = list(action.cases.values())
        if action.otherwise is not None:
            chains.append(action.otherwise)
        chains.reverse()  # the last one pushed is walked first
        return chains
    return []
