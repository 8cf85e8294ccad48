"""The policy: what a configuration itself cannot say (DESIGN.md section 6).

All of it is optional.  Rates are requests per second, shares are in 0..1,
times in seconds.
"""

from datetime import date

from steelyard.core.place import NOWHERE, Place
from steelyard.core.record import field, record
from steelyard.lint.expectations import Expectation


@record
class PoolPolicy:
    """What is known about a pool.

    ``peak``: highest expected rate of the pool; ``capacity``: rate that one
    server carries; ``servers``: capacities by server name where they differ;
    ``survive``: servers that may die; ``max_share``: highest share one server
    may take; ``fleet``: highest number of servers discovery may return;
    ``response_time``: the slowest answer that is still right.
    """

    name: str
    place: Place
    peak: float | None = None
    capacity: float | None = None
    servers: dict[str, float] = field(default_factory=dict)
    survive: int | None = None
    max_share: float | None = None
    fleet: int | None = None
    response_time: float | None = None

    def capacity_of(self, server: str) -> float | None:
        """The rate that this server carries, None when it is not stated."""
        return self.servers.get(server, self.capacity)


@record
class Declaration:
    """Something that looks odd and is meant: until it ends.

    ``kind``: ``drain`` (a server gets nothing on purpose), ``canary`` (a small
    share on purpose), ``standby`` (the idle side of a blue/green pair).
    ``subject``: ``pool`` or ``pool/server``.
    """

    kind: str
    subject: str
    reason: str
    until: date | None
    place: Place


@record
class Allowance:
    """A finding that is accepted: rule, subject (``*`` for all), reason, end."""

    rule: str
    subject: str
    reason: str
    until: date | None
    place: Place


@record
class GatewayEntry:
    """One ``[[gateway]]`` entry, as written."""

    name: str
    fields: dict[str, object]
    place: Place


@record
class Policy:
    """The whole policy file; empty when there is none.

    ``behind_proxy``: whether another proxy stands in front of this gateway,
    None when it is not stated.  ``max_share_moved``: how much of a pool's
    traffic a change may move from one server to others before it is an error.
    """

    path: str = ""
    pools: dict[str, PoolPolicy] = field(default_factory=dict)
    declarations: list[Declaration] = field(default_factory=list)
    allowances: list[Allowance] = field(default_factory=list)
    expectations: list[Expectation] = field(default_factory=list)
    gateways: list[GatewayEntry] = field(default_factory=list)
    behind_proxy: bool | None = None
    max_share_moved: float = 0.25
    place: Place = NOWHERE

    def declared(self, subject: str, today: date, kind: str | None = None) -> Declaration | None:
        """The declaration in force about ``subject``, if any."""
        for entry in self.declarations:
            in_force = entry.until is None or entry.until >= today
            if entry.subject == subject and in_force and kind in (None, entry.kind):
                return entry
        return None
