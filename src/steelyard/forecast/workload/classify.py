"""Where a workload would go: each distinct request walked once, and multiplied by its count.

Which server: by the true hash of each distinct key where a key decides, else by
the shares of the pool.  When only the hash key looks at the client's address,
the way to the pool is walked once for all clients; and so for the query.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from copy import copy

from steelyard.core.exactness import Exactness
from steelyard.core.record import field, record, replace
from steelyard.forecast.balancing.family import family
from steelyard.forecast.balancing.forecast import forecast_pool
from steelyard.forecast.health import ALL_UP, Health
from steelyard.forecast.routing.outcome import Outcome
from steelyard.forecast.routing.persistence import kept_server
from steelyard.forecast.routing.pick import choose, hash_key
from steelyard.forecast.routing.request import DEFAULT_SOURCE, Request
from steelyard.forecast.routing.walk import lead
from steelyard.forecast.workload.counts import Workload
from steelyard.forecast.workload.reads import QUERY, Reads, fields_read
from steelyard.model.gateway import Gateway
from steelyard.model.pool import Pool

Progress = Callable[[float], None]
"""Is told how much of the work is done, 0..1."""

PLACED = (Exactness.ORDER, Exactness.KEY, Exactness.WINDOW)
"""Classes under which a key leads to one server."""

EVERY = 1000
"""Requests between two reports of progress."""


@record
class Traffic:
    """Where the requests of access logs would go.

    ``pools`` counts requests by pool, ``ends`` those that reach none, by what
    happens to them.  ``servers``: requests by pool and server, in the mean
    where no key decides; ``hashed`` are the pools where the true hash did.
    ``undecided``: requests by pool whose server cannot be said.
    ``workload`` is what was walked.
    """

    pools: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    servers: dict[str, dict[str, float]] = field(default_factory=dict)
    hashed: set[str] = field(default_factory=set)
    undecided: Counter[str] = field(default_factory=Counter)
    workload: Workload = field(default_factory=Workload)

    @property
    def total(self) -> int:
        """Requests that were walked."""
        return self.pools.total() + self.ends.total()

    @property
    def unread(self) -> int:
        """Lines that tell of no request."""
        return self.workload.unread

    def share(self, pool: str, server: str) -> float | None:
        """The server's part of the pool's requests; None: cannot be said, or there are none."""
        if not self.pools[pool] or self.undecided[pool]:
            return None
        return self.servers.get(pool, {}).get(server, 0.0) / self.pools[pool]

    def serve(self, pool: str, server: str, number: float) -> None:
        """Counts requests to a server."""
        found = self.servers.setdefault(pool, {})
        found[server] = found.get(server, 0.0) + number


def classify(
    gateway: Gateway,
    workload: Workload,
    health: Health = ALL_UP,
    progress: Progress | None = None,
) -> Traffic:
    """Where each request of ``workload`` goes, and how many."""
    traffic = Traffic(workload=workload)
    waiting: dict[str, dict[bytes | None, int]] = {}
    samples: dict[tuple[str, bool], Outcome] = {}
    for outcome, number in _led(gateway, workload, health, progress):
        pool = gateway.pools.get(outcome.pool) if outcome.kind == "pool" else None
        state = outcome.end
        if pool is None or state is None:
            _end(traffic, outcome, number)
        elif outcome.server or kept_server(pool, state) is not None:
            outcome = _kept(outcome)
            choose(outcome, gateway, health, 1)
            _spread(traffic, outcome, number)
        else:
            known, key = hash_key(pool, state)
            if not known:
                traffic.pools[pool.name] += number
                traffic.undecided[pool.name] += number
                continue
            keys = waiting.setdefault(pool.name, {})
            keys[key] = keys.get(key, 0) + number
            if (pool.name, key is None) not in samples:
                samples[pool.name, key is None] = _kept(outcome)
    for name, keys in waiting.items():
        pool = gateway.pools[name]
        _without_key(traffic, samples.get((name, True)), gateway, health, keys.pop(None, 0))
        if keys and not _by_hash(traffic, pool, health, keys):
            sample = samples[name, False]
            _without_key(traffic, sample, gateway, health, sum(keys.values()))
    return traffic


def _led(
    gateway: Gateway, workload: Workload, health: Health, progress: Progress | None
) -> Iterator[tuple[Outcome, int]]:
    """The way of every request to its pool."""
    reads = fields_read(gateway)
    client, query = _apart(reads, ("source",)), _apart(reads, QUERY)
    ways: dict[Request, tuple[Outcome, bool, bool]] = {}
    whole = max(1, len(workload.counts))
    for done, (request, number) in enumerate(workload.requests):
        if progress is not None and done % EVERY == 0:
            progress(done / whole)
        if not client and not query:
            yield lead(gateway, request, health), number
            continue
        source = DEFAULT_SOURCE if client else request.source
        target = request.target.partition("?")[0] if query else request.target
        same = replace(request, source=source, target=target)
        found = ways.get(same)
        if found is None:
            outcome = lead(gateway, same, health)
            end = outcome.end
            found = ways[same] = (
                outcome,
                end is not None and end.target == target,
                end is not None and end.source == source,
            )
        outcome, same_target, same_source = found
        if query and not same_target and outcome.kind == "pool":
            outcome = lead(gateway, request, health)  # a rewrite keeps the query
        elif outcome.end is not None:
            if query and same_target:
                outcome.end.target = request.target
            if client and same_source:  # else the way itself set another
                outcome.end.source = request.source
        yield outcome, number


def _apart(reads: Reads, names: tuple[str, ...]) -> bool:
    """Whether only hash keys look at these fields, not the way to the pool."""
    return not any(name in names for name, _ in reads.routing) and any(
        name in names for name, _ in reads.keys
    )


def _kept(outcome: Outcome) -> Outcome:
    """A copy for later: the next request changes the end of the way."""
    found = copy(outcome)
    found.end = None if outcome.end is None else outcome.end.copy()
    return found


def _end(traffic: Traffic, outcome: Outcome, number: int) -> None:
    """Counts requests that reach no pool."""
    status = "" if outcome.status is None else f" {outcome.status}"
    traffic.ends[f"{outcome.kind}{status}"] += number


def _spread(traffic: Traffic, outcome: Outcome, number: int) -> None:
    """Counts requests by the shares of an outcome's servers."""
    if outcome.kind != "pool":
        _end(traffic, outcome, number)
        return
    traffic.pools[outcome.pool] += number
    for choice in outcome.servers:
        if choice.share is None:
            traffic.undecided[outcome.pool] += number
            return
    for choice in outcome.servers:
        traffic.serve(outcome.pool, choice.server.name, number * (choice.share or 0))


def _without_key(
    traffic: Traffic, sample: Outcome | None, gateway: Gateway, health: Health, number: int
) -> None:
    """Counts requests whose server their pool's shares say."""
    if sample is None or not number:
        return
    # What the sample's own key leads to says nothing of the others.
    pool = copy(gateway.pools[sample.pool])
    if sample.end is not None and hash_key(pool, sample.end)[1] is not None:
        promise = forecast_pool(_unbound(pool), health)
        traffic.pools[pool.name] += number
        for entry in promise.servers:
            if entry.share is None:
                traffic.undecided[pool.name] += number
                return
            traffic.serve(pool.name, entry.server.name, number * entry.share)
        return
    choose(sample, gateway, health, 1)
    _spread(traffic, sample, number)


def _by_hash(traffic: Traffic, pool: Pool, health: Health, keys: dict[bytes | None, int]) -> bool:
    """Counts requests by the true hash of their keys; False when none decides."""
    promise = forecast_pool(_unbound(pool), health)
    if not promise.serves:
        traffic.ends[f"reject {pool.empty_status}" if pool.protocol == "http" else "reject"] += sum(
            keys.values()
        )
        return True
    if promise.exactness not in PLACED:
        return False
    texts = [key for key in keys if key is not None]
    placed = family(pool.balance.algorithm).place_keys(pool, health, texts)
    if placed is None:
        return False
    traffic.hashed.add(pool.name)
    turns = 0
    for text, index in zip(texts, placed, strict=True):
        traffic.pools[pool.name] += keys[text]
        if index is None:
            turns += keys[text]
        else:
            traffic.serve(pool.name, pool.servers[index].name, keys[text])
    for entry in promise.servers if turns else ():
        traffic.serve(pool.name, entry.server.name, turns * (entry.share or 0))
    return True


def _unbound(pool: Pool) -> Pool:
    """The pool for requests that no persistence binds."""
    found = copy(pool)
    found.persistence = []
    return found
