"""Holds what arrived at a pool's servers against the Forecast of the pool."""

from collections.abc import Sequence

from steelyard.core.exactness import Exactness
from steelyard.core.record import field, record
from steelyard.forecast.balancing.family import Run, family
from steelyard.forecast.health import ALL_UP, Health
from steelyard.forecast.result import PoolForecast
from steelyard.forecast.routing.evaluate import texts_of
from steelyard.forecast.routing.pick import hash_key
from steelyard.model.pool import Pool, Server
from steelyard.prove import counts
from steelyard.prove.holdshares import shares_of_run
from steelyard.prove.seen import Held, Seen

BY_CHANCE = 0.001
"""How likely a server may get nothing of a hash's keys without being told of."""

AT_ONCE = "one request at a time"


@record
class PoolHeld:
    """One pool: what each server was promised and got.

    ``counts`` per server of the pool; ``expected`` likewise, None where no count is
    promised.  ``basis`` says what kind of promise was held: ``order``, ``key``,
    ``window``, ``expectation``.  ``detail`` of a contradiction, or why it is not
    provable; ``power`` the deviation of a share that would have shown, None for
    exact classes.
    """

    promise: PoolForecast
    held: Held
    basis: str
    counts: list[int]
    expected: list[float | None]
    detail: str = ""
    power: float | None = None
    starved: list[Server] = field(default_factory=list)


def hold_pool(
    promise: PoolForecast, seen: Sequence[Seen], tests: int, health: Health = ALL_UP
) -> PoolHeld:
    """Judges a pool by the requests that reached it; ``tests``: how many pools are judged.

    ``seen`` in any order; requests that the Forecast sends elsewhere count, too:
    a balancer does not know where they should have gone.
    """
    pool = promise.pool
    at = [(arrived, one) for one in seen if (arrived := one.at(pool.name)) is not None]
    at.sort(key=lambda pair: pair[0].order)
    came = [one for _, one in at]
    number = [sum(arrived.key[1] == i for arrived, _ in at) for i in range(len(pool.servers))]
    if not came:
        return PoolHeld(promise, Held.UNPROVEN, "", number, [None] * len(number), "no request came")
    run = _run(pool, health)
    if run is not None:
        return _one_by_one(promise, came, run, number, health)
    return _by_share(promise, number, tests)


def _run(pool: Pool, health: Health) -> Run | None:
    """The balancer from its first request; None where it is not predictable one by one."""
    if pool.unknown or pool.resolves_late:
        return None
    try:
        return family(pool.balance.algorithm).start(pool, health)
    except KeyError:
        return None


def _one_by_one(
    promise: PoolForecast, came: Sequence[Seen], run: Run, number: list[int], health: Health
) -> PoolHeld:
    """Each request's server, in the order of arrival."""
    pool = promise.pool
    places = {id(server): index for index, server in enumerate(pool.servers)}
    expected: list[float | None] = [0.0] * len(number)
    detail = ""
    keyed = pool.balance.key is not None
    table = _Table(pool)
    for turn, one in enumerate(came, 1):
        arrived = one.at(pool.name)
        assert arrived is not None
        got = arrived.key[1]
        known, server = True, table.kept(one)
        if server is None:
            known, server = _balanced(pool, one, run)
        if server is None:
            if known:
                name = pool.servers[got].name
                detail = detail or f"request {turn} went to {name}, forecast nobody"
            continue
        table.learn(one, server)
        index = places[id(server)]
        expected[index] = (expected[index] or 0.0) + 1
        if got != index and not detail:
            detail = (
                f"request {turn} ({one.question.request}) went to "
                f"{pool.servers[got].name}, forecast {server.name}"
            )
    fresh = None if detail else _run(pool, health)
    detail = detail or (shares_of_run(promise, fresh, health) if fresh is not None else "")
    basis = "key" if keyed else "order"
    if promise.exactness is Exactness.LOAD:
        basis += f", {AT_ONCE}"
    held = Held.CONTRADICTED if detail else Held.PROVEN
    if detail and promise.exactness is Exactness.LOAD and _near(number, expected):
        held = Held.UNPROVEN
        detail += "; who is still busy decides, and the counts are near"
    return PoolHeld(promise, held, basis, number, expected, detail, None, _starved(promise, number))


def _near(number: Sequence[int], expected: Sequence[float | None]) -> bool:
    """Whether counts differ by what a connection that ends late may do."""
    pairs = zip(number, expected, strict=True)
    return all(abs(n - (e or 0.0)) <= max(2.0, 0.15 * (e or 0.0)) for n, e in pairs)


def _balanced(pool: Pool, one: Seen, run: Run) -> tuple[bool, Server | None]:
    """Whether it is known, and the server that a rule names, or else the balancer."""
    outcome = one.question.outcome
    if outcome.end is None:
        return False, None
    if outcome.pool == pool.name and outcome.server and pool.balance.key is None:
        return True, next(server for server in pool.servers if server.name == outcome.server)
    known, key = hash_key(pool, outcome.end)
    return known, run.pick(key) if known else None


class _Table:
    """What a stick table remembers: the server of each key."""

    def __init__(self, pool: Pool) -> None:
        tables = [one for one in pool.persistence if one.kind == "table" and one.key is not None]
        self._table = tables[0] if tables else None
        self._servers: dict[str, Server] = {}

    def kept(self, one: Seen) -> Server | None:
        """The server that the client had before."""
        return self._servers.get(self._key(one))

    def learn(self, one: Seen, server: Server) -> None:
        """The client has this server now."""
        if key := self._key(one):
            self._servers.setdefault(key, server)

    def _key(self, one: Seen) -> str:
        end = one.question.outcome.end
        if self._table is None or self._table.key is None or end is None:
            return ""
        return (texts_of(self._table.key, end) or [""])[0]


def _by_share(promise: PoolForecast, number: list[int], tests: int) -> PoolHeld:
    """The counts against the shares, as far as the class allows."""
    pool = promise.pool
    total = sum(number)
    shares = [entry.share for entry in promise.servers]
    known = [share for share in shares if share is not None]
    expected = [None if share is None else share * total for share in shares]
    starved = _starved(promise, number)
    found = PoolHeld(promise, Held.PROVEN, str(promise.exactness), number, expected)
    found.starved = starved
    if len(known) < len(shares) or promise.exactness is Exactness.UNKNOWN:
        found.held = Held.UNPROVEN
        found.detail = "; ".join(promise.assumptions) or "its shares are not known"
        return found
    impossible = [i for i, share in enumerate(known) if share == 0 and number[i]]
    if impossible:
        names = ", ".join(pool.servers[i].name for i in impossible)
        found.held, found.detail = Held.CONTRADICTED, f"{names} got requests, forecast none"
        return found
    if promise.exactness is Exactness.LOAD:
        found.held = Held.UNPROVEN
        found.detail = "its shares depend on load"
        return found
    found.power = max(counts.detectable(total, share) for share in known)
    if promise.exactness is Exactness.WINDOW:
        return _window(found, known, total)
    if not counts.possible(number, known, tests):
        found.held = Held.CONTRADICTED
        found.detail = "these counts do not come of these shares (once in a million proofs)"
    return found


def _window(found: PoolHeld, shares: Sequence[float], total: int) -> PoolHeld:
    """Several balancers side by side: each is at most one request per server off its shares."""
    copies = found.promise.pool.copies
    allowed = 1.0 + 2.0 * (copies or 1)
    if copies is None:
        found.held, found.detail = Held.UNPROVEN, "the number of workers is not known"
        return found
    pairs = zip(found.promise.pool.servers, found.counts, shares, strict=True)
    off = [(s.name, n, total * share) for s, n, share in pairs if abs(n - total * share) > allowed]
    if off:
        name, got, wanted = off[0]
        found.held = Held.CONTRADICTED
        found.detail = (
            f"{name} got {got} of {total}, forecast {wanted:.0f} (at most {allowed:.0f} off)"
        )
    found.power = allowed / total
    return found


def _starved(promise: PoolForecast, number: Sequence[int]) -> list[Server]:
    """Servers that take part and got nothing, though not by chance."""
    total = sum(number)
    return [
        entry.server
        for entry, got in zip(promise.servers, number, strict=True)
        if not got
        and not entry.server.backup
        and entry.server.admin == "ready"
        and (not entry.share or (1 - entry.share) ** total < BY_CHANCE)
    ]
