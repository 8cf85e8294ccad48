"""What the Forecast says of a configuration: fixed requests, and each pool's first turns."""

from collections.abc import Sequence
from pathlib import Path

from steelyard.app.loading import Reading, load_gateway
from steelyard.core.exactness import Exactness
from steelyard.forecast.balancing.family import family
from steelyard.forecast.balancing.forecast import forecast_pool
from steelyard.forecast.health import ALL_UP
from steelyard.forecast.routing.outcome import Outcome
from steelyard.forecast.routing.walk import walk
from steelyard.model.pool import Pool
from tests.harness.mutants.probes import probes

VERSIONS = {"haproxy": (2, 6, 12), "nginx": (1, 22, 1)}
TURNS = 100
UNKNOWN = "unknown"

Signature = dict[str, list[object]]
"""By probe or pool: what is said, `UNKNOWN` in the place of what is not known."""


def signature(config: Path) -> Signature:
    """All that is said of a configuration."""
    dialect = config.name.partition("_")[0]
    gateway = load_gateway(str(config), Reading(version=VERSIONS[dialect]))
    found: Signature = {}
    for number, request in enumerate(probes(config)):
        found[f"probe {number}"] = _end(walk(gateway, request))
    for name, pool in gateway.pools.items():
        promise = forecast_pool(pool, ALL_UP)
        shares = [None if e.share is None else round(e.share, 3) for e in promise.servers]
        found[f"shares {name}"] = [
            UNKNOWN if share is None else f"{index} {share}" for index, share in enumerate(shares)
        ]
        found[f"turns {name}"] = _turns(pool)
    return found


def _end(outcome: Outcome) -> list[object]:
    if outcome.kind == "unknown":
        return [UNKNOWN]
    end = outcome.end
    target = end.target if outcome.kind == "pool" and end is not None else ""
    if end is not None and (outcome.assumptions or end.is_unknown("target")):
        target = UNKNOWN
    return [
        outcome.kind,
        outcome.pool,
        _server(outcome),
        outcome.status,
        outcome.location,
        target,
    ]


def _server(outcome: Outcome) -> str:
    """The server that is said, "" for one that turns decide."""
    if outcome.server or not outcome.servers:
        return outcome.server
    unsaid = any(
        choice.share is None or choice.exactness is Exactness.UNKNOWN for choice in outcome.servers
    )
    return UNKNOWN if unsaid else ""


def _turns(pool: Pool) -> list[object]:
    if pool.unknown or pool.resolves_late:
        return [UNKNOWN]
    try:
        run = family(pool.balance.algorithm).start(pool, ALL_UP)
    except KeyError:
        return [UNKNOWN]
    if run is None:
        return [UNKNOWN]
    places = {id(server): index for index, server in enumerate(pool.servers)}
    picked = [run.pick(key) for key in _keys(pool)]
    return [None if server is None else places[id(server)] for server in picked]


def _keys(pool: Pool) -> Sequence[bytes | None]:
    key = pool.balance.key
    if key is None:
        return [None] * TURNS
    if key.kind in ("address", "packed"):
        return [bytes((20 + n, n * 7 % 256, n * 31 % 256, n)) for n in range(TURNS)]
    if key.kind == "number":
        return [n.to_bytes(8, "big") for n in range(TURNS)]
    return [f"/some/key-{n}".encode() for n in range(TURNS)]


def differs(old: Signature, new: Signature) -> str:
    """`says`: something else is said; `less`: only less; "" for no difference."""
    found = ""
    for key in sorted(old.keys() | new.keys()):
        before, after = old.get(key, []), new.get(key, [])
        if before == after:
            continue
        if _less(before, after):
            found = "less"
        else:
            return "says"
    return found


def _less(before: list[object], after: list[object]) -> bool:
    """Whether what is said instead is only not known."""
    if not after or after == [UNKNOWN]:
        return True
    if len(before) != len(after):
        return False
    pairs = zip(before, after, strict=True)
    return all(new == UNKNOWN for old, new in pairs if old != new)
