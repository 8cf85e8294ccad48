"""The verb ``forecast``: what each route, pool and server gets."""

from collections.abc import Callable, Sequence
from functools import partial

from steelyard.app.loading import Reading, load_gateway, load_policy
from steelyard.app.route import servers_down
from steelyard.core.errors import UsageError
from steelyard.core.record import record
from steelyard.forecast.forecast import forecast
from steelyard.forecast.result import Forecast, PoolForecast, ServerShare
from steelyard.forecast.survival import Load, overloaded
from steelyard.forecast.workload.classify import Traffic, classify
from steelyard.lint.policy import Policy
from steelyard.model.gateway import Gateway

Progress = Callable[[str, float], None]
"""Is told what is being done, and how much of it is, 0..1."""


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
    logs: Sequence[str] = (),
    log_format: str | None = None,
    down: Sequence[str] = (),
    rate: float | None = None,
    policy: str | None = None,
    progress: Progress | None = None,
    warn: Callable[[str], None] | None = None,
) -> ForecastReport:
    """The report; raises `UsageError` for a pool or server that does not exist.

    ``progress`` is told what is being done and how much of it is (0..1) while
    ``logs`` are read and walked; ``warn`` what the user should know meanwhile.
    """
    gateway = load_gateway(path, reading)
    health = servers_down(gateway, down)
    if pool is not None and pool not in gateway.pools:
        known = ", ".join(sorted(gateway.pools)[:8])
        raise UsageError(f"there is no pool {pool!r}; the pools are: {known}")
    promise = forecast(gateway, health)
    if pool is not None:
        promise.pools = {pool: promise.pools[pool]}
    traffic = None
    if logs:
        from steelyard.app.workload import read_workload

        reading_log = None if progress is None else partial(progress, "reading the log")
        walking = None if progress is None else partial(progress, "walking its requests")
        workload = read_workload(
            logs, [gateway], log_format=log_format, progress=reading_log, warn=warn
        )
        traffic = classify(gateway, workload, health, walking)
    report = ForecastReport(gateway, promise, load_policy(path, policy), traffic, rate, {})
    for name, entry in promise.pools.items():
        flow = report.pool_rate(name)
        known_pool = report.policy.pools.get(name)
        if flow is not None and known_pool is not None:
            report.overloads[name] = overloaded(
                _measured(entry, traffic), flow, known_pool.capacity_of
            )
    return report


def _measured(promise: PoolForecast, traffic: Traffic | None) -> PoolForecast:
    """The shares that the log's own keys give, where the true hash placed them."""
    name = promise.pool.name
    if traffic is None or name not in traffic.hashed:
        return promise
    shares = [
        ServerShare(entry.server, traffic.share(name, entry.server.name))
        for entry in promise.servers
    ]
    return PoolForecast(promise.pool, promise.exactness, shares)
