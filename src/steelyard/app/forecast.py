"""The verb ``forecast``: what each route, pool and server gets."""

from collections import Counter
from collections.abc import Iterable, Sequence

from steelyard.app.loading import Reading, load_gateway, load_policy
from steelyard.app.route import servers_down
from steelyard.core.errors import UsageError
from steelyard.core.record import field, record
from steelyard.forecast.accesslog import parse_line
from steelyard.forecast.forecast import forecast
from steelyard.forecast.result import Forecast
from steelyard.forecast.routing.walk import walk
from steelyard.forecast.survival import Load, overloaded
from steelyard.lint.policy import Policy
from steelyard.model.gateway import Gateway


@record
class Traffic:
    """Where the requests of an access log would go.

    ``pools`` counts requests by pool, ``ends`` those that reach none, by what
    happens to them; ``unread`` are lines that were not understood.
    """

    pools: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    unread: int = 0

    @property
    def total(self) -> int:
        """Requests in all."""
        return self.pools.total() + self.ends.total()


@record
class ForecastReport:
    """The Forecast, what a log adds, and what overloads at a rate.

    ``rate`` is requests/s, None when not given.  ``overloads`` by pool.
    """

    gateway: Gateway
    forecast: Forecast
    policy: Policy
    traffic: Traffic | None
    rate: float | None
    overloads: dict[str, list[Load]]

    def pool_rate(self, pool: str) -> float | None:
        """Requests/s of a pool: its part of the rate by the log, else the rate itself."""
        if self.rate is None:
            known = self.policy.pools.get(pool)
            return None if known is None else known.peak
        if self.traffic is None:
            return self.rate
        return self.rate * self.traffic.pools[pool] / max(1, self.traffic.total)


def make_forecast(
    path: str,
    reading: Reading,
    *,
    pool: str | None = None,
    log: Iterable[str] | None = None,
    down: Sequence[str] = (),
    rate: float | None = None,
    policy: str | None = None,
) -> ForecastReport:
    """The report; raises `UsageError` for a pool or server that does not exist."""
    gateway = load_gateway(path, reading)
    health = servers_down(gateway, down)
    if pool is not None and pool not in gateway.pools:
        known = ", ".join(sorted(gateway.pools)[:8])
        raise UsageError(f"there is no pool {pool!r}; the pools are: {known}")
    promise = forecast(gateway, health)
    if pool is not None:
        promise.pools = {pool: promise.pools[pool]}
    traffic = None if log is None else weigh(gateway, log)
    report = ForecastReport(gateway, promise, load_policy(path, policy), traffic, rate, {})
    for name, entry in promise.pools.items():
        flow = report.pool_rate(name)
        known_pool = report.policy.pools.get(name)
        if flow is not None and known_pool is not None:
            report.overloads[name] = overloaded(entry, flow, known_pool.capacity_of)
    return report


def weigh(gateway: Gateway, lines: Iterable[str]) -> Traffic:
    """Walks each request of a log; equal requests are walked once."""
    traffic = Traffic()
    requests = Counter(parse_line(line) for line in lines if line.strip())
    for request, number in requests.items():
        if request is None:
            traffic.unread += number
            continue
        outcome = walk(gateway, request)
        if outcome.kind == "pool":
            traffic.pools[outcome.pool] += number
        else:
            status = "" if outcome.status is None else f" {outcome.status}"
            traffic.ends[f"{outcome.kind}{status}"] += number
    return traffic
