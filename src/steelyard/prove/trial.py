"""What a fault trial is, what it is tried on and what it comes to; finds the trials there are."""

import importlib
import os
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import cycle
from typing import Protocol, cast

from steelyard.core.errors import UsageError
from steelyard.core.place import Place
from steelyard.core.record import field, frozen, record
from steelyard.forecast.balancing.family import serving
from steelyard.forecast.health import ALL_UP
from steelyard.lint.policy import PoolPolicy
from steelyard.model.gateway import Gateway
from steelyard.model.pool import HealthCheck, Pool
from steelyard.prove.arena import Stage
from steelyard.prove.question import Question
from steelyard.prove.vary import varied

FOLDER = os.path.join(os.path.dirname(__file__), "trials")

MOST_SECONDS = 6.0
"""How long a trial waits at most for what a configuration states, without ``--patient``."""

Figures = Mapping[str, object]


class Verdict(StrEnum):
    """What became of a trial; only ``FAILED`` closes the gate."""

    SURVIVED = "survived"
    FAILED = "failed"
    TOLD = "told"
    NOT_TRIED = "not tried"


_RANK = {Verdict.NOT_TRIED: 0, Verdict.SURVIVED: 0, Verdict.TOLD: 1, Verdict.FAILED: 2}


@frozen
class Ruling:
    """A verdict, one sentence in traffic terms, and the figures it rests on."""

    verdict: Verdict
    sentence: str
    figures: Figures = field(default_factory=dict)


@frozen
class TrialHeld:
    """One trial of one pool, and the line that it is about."""

    trial: str
    pool: str
    ruling: Ruling
    place: Place


@record
class Trialled:
    """What the trials came to; ``old`` by trial and pool, None without ``--against``."""

    held: list[TrialHeld] = field(default_factory=list)
    old: dict[tuple[str, str], TrialHeld] | None = None

    @property
    def failing(self) -> list[TrialHeld]:
        """Trials that close the gate: failed, and by the old one, if any, passed."""
        return [one for one in self.held if self._closes(one)]

    def before(self, one: TrialHeld) -> TrialHeld | None:
        """What the old one made of the same trial."""
        return None if self.old is None else self.old.get((one.trial, one.pool))

    def worse(self, one: TrialHeld) -> bool:
        """Whether the old one came through better."""
        before = self.before(one)
        return before is not None and _RANK[one.ruling.verdict] > _RANK[before.ruling.verdict]

    def _closes(self, one: TrialHeld) -> bool:
        if one.ruling.verdict is not Verdict.FAILED:
            return False
        before = self.before(one)
        return before is None or before.ruling.verdict is not Verdict.FAILED


@record
class TrialSubject:
    """A pool that trials are made on.

    ``witnesses`` are requests that reach it, ``strangers`` those that reach no pool.
    ``suspected`` are the rules of ``check`` that have an unsuppressed finding about
    it: they know the intent that no sandbox shows.
    ``anywhere``: witnesses may state their client's address.  ``patient``: wait as
    long as the configuration says.
    """

    gateway: Gateway
    pool: Pool
    policy: PoolPolicy
    witnesses: Sequence[Question] = ()
    strangers: Sequence[Question] = ()
    suspected: frozenset[str] = frozenset()
    anywhere: bool = True
    patient: bool = False

    @property
    def working(self) -> list[int]:
        """The numbers of the servers that get new requests while all are up."""
        alive = {id(server) for server in serving(self.pool, ALL_UP)}
        return [i for i, server in enumerate(self.pool.servers) if id(server) in alive]

    @property
    def several(self) -> bool:
        """Whether requests reach it and more than one server shares them."""
        return bool(self.witnesses) and len(self.working) > 1

    @property
    def lost(self) -> list[Question]:
        """Requests that are routed to it and find no server."""
        return [one for one in self.strangers if one.outcome.pool == self.pool.name]

    def name(self, index: int) -> str:
        """The name of a server."""
        return self.pool.servers[index].name

    def questions(self) -> Iterator[Question]:
        """Endless requests, of other clients and with other keys each."""
        ways = [varied(one, self.pool, self.anywhere) for one in self.witnesses[:4]]
        return (next(way) for way in cycle(ways))

    def check(self, index: int) -> HealthCheck | None:
        """The active check that watches a server."""
        return self.pool.servers[index].check

    @property
    def longest_wait(self) -> float:
        """Seconds that a trial may wait for one thing."""
        return 10 * MOST_SECONDS if self.patient else MOST_SECONDS

    def notice_seconds(self) -> float:
        """The longest that a first failed check of any server may take to come and be counted."""
        found = [check for i in self.working if (check := self.check(i)) is not None]
        return max((one.interval + (one.timeout or one.interval) for one in found), default=0.0)

    def checked(self, kind: str) -> bool:
        """Whether active checks of that kind watch its servers."""
        found = [check for i in self.working if (check := self.check(i)) is not None]
        return any(check.kind == kind for check in found)

    def held(self, trial: str, ruling: Ruling, place: Place | None = None) -> TrialHeld:
        """The result, about the pool's own line when no other is named."""
        return TrialHeld(trial, self.pool.name, ruling, place or self.pool.place)


def too_long(seconds: float) -> Ruling:
    """What is said instead of a trial that would take too long."""
    said = f"not tried: the checks take {seconds:g} s to notice (--patient waits up to 60 s)"
    return Ruling(Verdict.NOT_TRIED, said, {"seconds": seconds})


class Trial(Protocol):
    """A module of ``steelyard.prove.trials``; its docstring is what users read about it."""

    NAME: str
    TITLE: str

    def applies(self, subject: TrialSubject) -> bool:
        """Whether the trial says anything about this pool."""

    async def run(self, stage: Stage, subject: TrialSubject) -> TrialHeld:
        """Try it, on a program that was just started."""


def names() -> list[str]:
    """The trials there are, sorted."""
    found = (name.removesuffix(".py") for name in os.listdir(FOLDER) if name.endswith(".py"))
    return sorted(name.replace("_", "-") for name in found if not name.startswith("_"))


def load(name: str) -> Trial:
    """The trial of that name; `UsageError` when there is none."""
    if name not in names():
        raise UsageError(f"unknown trial {name!r}; there are: {', '.join(names())}")
    module = f"steelyard.prove.trials.{name.replace('-', '_')}"
    return cast(Trial, importlib.import_module(module))
