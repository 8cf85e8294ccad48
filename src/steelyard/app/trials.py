"""Fault trials of a candidate, and of what it replaces (``prove --trials``)."""

import asyncio
import time
from collections.abc import Sequence
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
from steelyard.prove.plan import Plan
from steelyard.prove.question import Question
from steelyard.prove.site import at_work
from steelyard.prove.trial import TrialHeld, Trialled, TrialSubject

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
    chosen = wish.chosen()
    with candidate(path, reading, chance) as one:
        if one.plan is None:
            return []
        subjects = _subjects(one, one.plan, load_policy(path, wish.policy), today, wish.patient)
        return asyncio.run(_tried(one, chosen, subjects))


async def _tried(
    one: Candidate, chosen: Sequence[str], subjects: Sequence[TrialSubject]
) -> list[TrialHeld]:
    """Each trial of each pool with a program that was just started."""
    found = []
    for name in chosen:
        module = trial.load(name)
        for subject in subjects:
            if module.applies(subject):
                async with at_work(
                    one.executable, one.gateway, one.room, one.sandbox, one.reaper, time.time()
                ) as site:
                    found.append(await module.run(Stage(site, subject.pool), subject))
    return found


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
