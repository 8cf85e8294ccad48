"""Fault trials of a candidate, and of what it replaces (``prove --trials``)."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date
from random import Random

from steelyard.app.candidate import Candidate, candidate
from steelyard.app.judging import judged
from steelyard.app.loading import Reading, load_policy
from steelyard.core.finding import Finding, Severity
from steelyard.core.record import frozen
from steelyard.lint.policy import Policy, PoolPolicy
from steelyard.prove import trial
from steelyard.prove.arena import Stage
from steelyard.prove.errors import SandboxError
from steelyard.prove.plan import Plan
from steelyard.prove.question import Question
from steelyard.prove.site import at_work
from steelyard.prove.trial import Ruling, Trial, TrialHeld, Trialled, TrialSubject, Verdict

ALL_BEHIND = frozenset(
    {
        "routing/empty-map",
        "routing/missing-pool",
        "trust/limit-on-proxy",
        "trust/any-proxy",
        "trust/forwarded-header",
        "routing/redirect-loop",
    }
)
"""Rules whose subject is no pool: they speak of every pool behind it."""


SIDE_BY_SIDE, FEW = 3, 4
"""Sandboxes that trials run in at the same time (most of a trial is waiting), one for so many."""


@frozen
class Wish:
    """Which trials: all when no ``names`` are given; ``patient``: wait as long as it takes."""

    names: tuple[str, ...] = ()
    patient: bool = False
    policy: str | None = None

    def chosen(self) -> list[str]:
        """The names, in the order they run; `UsageError` for one that does not exist."""
        for name in self.names:
            trial.load(name)
        return [name for name in trial.names() if not self.names or name in self.names]


def try_gateways(
    path: str, against: str | None, reading: Reading, wish: Wish, today: date, chance: Random
) -> Trialled:
    """Trials of the candidate, and of what it is to replace."""
    held = try_gateway(path, reading, wish, today, chance)
    if against is None:
        return Trialled(held)
    before = try_gateway(against, reading, wish, today, chance)
    return Trialled(held, {(one.trial, one.pool): one for one in before})


def try_gateway(
    path: str, reading: Reading, wish: Wish, today: date, chance: Random
) -> list[TrialHeld]:
    """Runs the trials that apply to each pool; [] when the candidate cannot be run here."""
    chosen = [trial.load(name) for name in wish.chosen()]
    policy = load_policy(path, wish.policy)
    with ExitStack() as open_ones:
        first = open_ones.enter_context(candidate(path, reading, chance))
        if first.plan is None:
            return []
        subjects = _subjects(first, first.plan, policy, today, wish.patient)
        tasks = [(one, about) for one in chosen for about in subjects if one.applies(about)]
        # Questions name sockets of the configuration: they fit every sandbox of it.
        more = min(SIDE_BY_SIDE, len(tasks) // FEW) - 1
        others = [open_ones.enter_context(candidate(path, reading, chance)) for _ in range(more)]
        return asyncio.run(_tried([first, *others], tasks))


async def _tried(
    candidates: Sequence[Candidate], tasks: Sequence[tuple[Trial, TrialSubject]]
) -> list[TrialHeld]:
    """Each task, as many at a time as there are sandboxes; what failed once more, alone."""
    free = list(candidates)
    room = asyncio.Semaphore(len(free))

    async def side_by_side(module: Trial, subject: TrialSubject) -> TrialHeld:
        async with room:
            mine = free.pop()
            try:
                return await _try(mine, module, subject)
            finally:
                free.append(mine)

    found = await asyncio.gather(*(side_by_side(*task) for task in tasks))
    for number, task in enumerate(tasks):
        if found[number].ruling.verdict is Verdict.FAILED:
            # A busy machine may be late; what is really so shows again.
            found[number] = await _try(candidates[0], *task)
    return found


async def _try(mine: Candidate, module: Trial, subject: TrialSubject) -> TrialHeld:
    """One task, with a program that was just started."""
    try:
        async with at_work(
            mine.executable, mine.gateway, mine.room, mine.sandbox, mine.reaper, time.time()
        ) as site:
            return await module.run(Stage(site, subject.pool), subject)
    except SandboxError as error:
        return subject.held(module.NAME, Ruling(Verdict.NOT_TRIED, error.message))


def _subjects(
    one: Candidate, plan: Plan, policy: Policy, today: date, patient: bool
) -> list[TrialSubject]:
    """The pools, each with its witnesses and what else is known."""
    known = [f for f in judged(one.gateway, None, policy, today) if _counts(f)]
    subjects = []
    for name, pool in plan.gateway.pools.items():
        about = [f for f in known if f.subject.partition("/")[0] == name or f.rule in ALL_BEHIND]
        stated = policy.pools.get(name, PoolPolicy(name, pool.place))
        subject = TrialSubject(plan.gateway, pool, stated)
        subject.witnesses = _witnesses(plan, name)
        subject.strangers = [*plan.others, *plan.elsewhere]
        subject.suspected = frozenset(finding.rule for finding in about)
        sockets = [question.door.bind for question in subject.witnesses]
        rooms = [one.room.listeners.get((b.address, b.port, b.transport)) for b in sockets]
        subject.anywhere = all(room in one.sandbox.proxied for room in rooms)
        subject.patient = patient
        subjects.append(subject)
    return subjects


def _counts(finding: Finding) -> bool:
    """Whether a finding says more than what is worth knowing, and nobody allowed it."""
    return finding.suppressed is None and finding.severity is not Severity.NOTE


def _witnesses(plan: Plan, name: str) -> list[Question]:
    """Requests that surely reach a pool."""
    pool = plan.pools.get(name)
    return [] if pool is None else [one for one in pool.questions[: pool.routed] if one.sure]
