"""What a dialect offers to read a load balancer that serves, and to see it reload.

A dialect that can be watched has a module ``steelyard.dialects.<name>.live.runtime``
with a class ``Reader`` that keeps `Runtime`.  It only says what to ask and reads the
answers: who carries the questions (a UNIX socket, TCP, SSH, a file's tail) is somebody
else's affair.  `steelyard.dialects.difference` compares two looks.
"""

from collections.abc import Mapping, Sequence
from operator import sub
from typing import Literal, Protocol

from steelyard.core.errors import SteelyardError
from steelyard.core.record import field, frozen, names_of, record

CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx", "other")
"""Classes of responses, as `Counters.answered` has them."""


class LiveError(SteelyardError):
    """A live load balancer does not answer, or not as it should: text, size, time, columns."""


@frozen
class Question:
    """Something to ask.

    ``to``: ``runtime`` (the program's runtime socket: send ``text`` as one line),
    ``master`` (likewise, the master's socket), ``shell`` (run ``text`` on that
    machine), ``http`` (get the path ``text``), ``log`` (the lines that the file
    ``text`` got since the last look; the first look gets none).
    """

    to: str
    text: str


@frozen
class Counters:
    """What was counted since the counters began.

    ``requests``: how often the server was given one, whoever chose it; each try of a
    request that is tried again counts.  ``chosen``: how often the balancing algorithm
    decided, None when the source does not tell.  ``answered``: responses by class, in the
    order of `CLASSES`, () for what is no HTTP.  ``connect_errors``, ``response_errors``:
    requests that ended so; ``retries`` on the same server, ``redispatches`` to another.
    """

    requests: int = 0
    chosen: int | None = None
    answered: tuple[int, ...] = ()
    connect_errors: int = 0
    response_errors: int = 0
    retries: int = 0
    redispatches: int = 0

    def since(self, before: "Counters") -> "Counters | None":
        """What was counted after ``before``; None when some counter went back."""
        then = before.answered or (0,) * len(self.answered)
        if len(then) != len(self.answered):
            return None
        found = Counters(
            self.requests - before.requests,
            None if self.chosen is None else self.chosen - (before.chosen or 0),
            tuple(map(sub, self.answered, then)),
            self.connect_errors - before.connect_errors,
            self.response_errors - before.response_errors,
            self.retries - before.retries,
            self.redispatches - before.redispatches,
        )
        plain = (getattr(found, name) or 0 for name in names_of(found) if name != "answered")
        return found if min(*plain, *found.answered) >= 0 else None


@frozen
class ServerState:
    """One server at one moment.

    ``status``: ``up``, ``down``, ``maint`` (gets nothing), ``drain`` (only what persistence
    brings), ``no check`` (taken for up), ``unknown`` (the source does not tell); ``said``
    is what the program says itself.  Weights are in
    the user's scale, None where the source does not tell: ``weight`` works now (a slow
    start lowers it), ``set_weight`` was set last, ``configured_weight`` stands in the
    file.  ``forced`` is what an operator did at run time: ``maint``, ``drain`` or "".
    ``current``: requests or connections it has now; ``queue``: those that wait for it;
    ``limit``: the most it may have, None without one.  ``since``: seconds since its status
    changed.  ``times``: mean seconds of its latest requests by name: ``queue``,
    ``connect``, ``response``, ``total``.
    """

    name: str
    counters: Counters
    status: str = "unknown"
    said: str = ""
    weight: int | None = None
    set_weight: int | None = None
    configured_weight: int | None = None
    forced: str = ""
    backup: bool = False
    current: int | None = None
    queue: int | None = None
    limit: int | None = None
    since: float | None = None
    times: Mapping[str, float] = field(default_factory=dict)


@record
class PoolState:
    """One pool: ``total`` counts requests once each, ``queue`` waits for any server.

    ``algorithm`` in the program's own words, "" when the source does not tell.
    """

    name: str
    total: Counters
    servers: dict[str, ServerState] = field(default_factory=dict)
    algorithm: str = ""
    queue: int | None = None


@record
class Snapshot:
    """One look at a load balancer.

    ``at``: seconds, of the clock of whoever asked.  ``generation`` changes when the
    program was reloaded or restarted; the balancer's own state begins anew then.
    ``epoch`` changes when the counters begin anew: for a program that counts itself it
    is the generation.  ``uptime``: seconds of this generation.  ``partial``: only some
    pools were asked for.  ``connections`` and ``connection_limit`` are those of the whole
    program.  ``doubts``: sentences on what the source could not tell.
    """

    at: float
    generation: str
    epoch: str
    uptime: float | None = None
    pools: dict[str, PoolState] = field(default_factory=dict)
    partial: bool = False
    version: str = ""
    connections: int | None = None
    connection_limit: int | None = None
    doubts: list[str] = field(default_factory=list)


@frozen
class Worker:
    """A process; ``started`` (in a unit of the source's own, 0: not told) makes it unique."""

    pid: int
    started: int = 0


@frozen
class Standing:
    """Which processes serve.

    ``master`` is None when there is none or nobody asked it.  ``workers`` take new
    connections, ``leaving`` only finish.  ``reloads``: how many the master was told to do,
    ``failed``: how many of the latest in a row did not succeed; None when not told.
    ``complaints``: lines that the program wrote since the look before.
    """

    workers: frozenset[Worker]
    leaving: frozenset[Worker] = frozenset()
    master: Worker | None = None
    reloads: int | None = None
    failed: int | None = None
    complaints: tuple[str, ...] = ()


@frozen
class Confirmation:
    """Whether a reload took place: ``verdict`` is ``yes``, ``no`` or ``not yet``; and why.

    ``not yet`` can become either; whoever waits sets the time limit.
    """

    verdict: Literal["yes", "no", "not yet"]
    why: str

    def __bool__(self) -> bool:
        """Whether it is ``yes``."""
        return self.verdict == "yes"


class Runtime(Protocol):
    """How a live load balancer of one dialect is read."""

    def questions(self, pools: Sequence[str] = ()) -> list[Question]:
        """What to ask for a snapshot of these pools, of all when none is named."""

    def read(self, answers: Mapping[Question, str], at: float) -> Snapshot:
        """The snapshot in the answers to `questions`; raises `LiveError`."""

    def standing(self, answers: Mapping[Question, str]) -> Standing:
        """Which processes serve, by the same answers; raises `LiveError`."""

    def confirmed(self, before: Standing, after: Standing) -> Confirmation:
        """Whether the reload ordered after ``before`` has taken place."""
