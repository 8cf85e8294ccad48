"""Counts what visitors met: rates, errors and latencies, by second and by server."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from examples.shop.site.pools import pool_of

if TYPE_CHECKING:
    from collections.abc import Sequence

BALANCER = "(balancer)"  # who answered, when no server of the shop did
NOBODY = "(nobody)"  # no answer in time, or none at all


@dataclass(frozen=True)
class Hit:
    """One request and how it ended."""

    at: float  # seconds after the beginning of the load
    session: int
    server: str
    status: int  # 0: no answer
    seconds: float
    pool: str  # which is there for such a request

    @property
    def misrouted(self) -> bool:
        """Say whether a server of another pool answered."""
        return pool_of(self.server) not in ("", self.pool)

    @property
    def good(self) -> bool:
        """Say whether the visitor got what was asked for."""
        return 200 <= self.status < 400


@dataclass(frozen=True)
class Row:
    """What one server, or one second, or everything comes to."""

    requests: int
    errors: int
    p50: float
    p95: float

    @property
    def success(self) -> float:
        """The share of requests that ended well."""
        return 1 - self.errors / self.requests if self.requests else 0.0


@dataclass
class Tally:
    """All requests of one run of load."""

    hits: list[Hit] = field(default_factory=list)
    sessions: int = 0
    orders: int = 0

    def total(self) -> Row:
        """Return what everything comes to."""
        return row(self.hits)

    def by_server(self) -> dict[str, Row]:
        """Return what each server answered, and what none did."""
        names = sorted({hit.server for hit in self.hits})
        return {name: row([hit for hit in self.hits if hit.server == name]) for name in names}

    def by_pool(self, since: float) -> dict[str, Row]:
        """Return what became of the requests for each pool that ended after a time."""
        late = [hit for hit in self.hits if hit.at >= since]
        names = sorted({hit.pool for hit in late})
        return {name: row([hit for hit in late if hit.pool == name]) for name in names}

    def second(self, number: int) -> Row:
        """Return the requests that ended in one second."""
        return row([hit for hit in self.hits if int(hit.at) == number])

    def servers_in(self, number: int) -> Counter[str]:
        """Return who answered how often in one second."""
        return Counter(hit.server for hit in self.hits if int(hit.at) == number)

    @property
    def seconds(self) -> float:
        """How long it took from the beginning to the last answer."""
        return max((hit.at for hit in self.hits), default=0.0) or 1.0

    @property
    def misrouted(self) -> int:
        """How many requests another pool answered than the one that is there for them."""
        return sum(hit.misrouted for hit in self.hits)

    @property
    def visitors_hit(self) -> float:
        """The share of sessions in which at least one request failed."""
        failed = {hit.session for hit in self.hits if not hit.good}
        seen = {hit.session for hit in self.hits}
        return len(failed) / len(seen) if seen else 0.0


def row(hits: Sequence[Hit]) -> Row:
    """Sum up some requests."""
    times = [hit.seconds for hit in hits]
    errors = sum(not hit.good for hit in hits)
    return Row(len(hits), errors, percentile(times, 50), percentile(times, 95))


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest value that so many percent of all do not exceed; 0 for none."""
    if not values:
        return 0.0
    place = math.ceil(len(values) * percent / 100)
    return sorted(values)[max(0, place - 1)]
