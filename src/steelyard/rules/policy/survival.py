"""policy/survival: what follows when the stated number of servers dies."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.forecast.result import PoolForecast
from steelyard.forecast.survival import Cascade, busiest, cascade, overloaded
from steelyard.lint.policy import PoolPolicy
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import listed

report = Reporter(__name__, Severity.ERROR)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool that does not survive what it must."""
    for name, known in subject.policy.pools.items():
        promise = subject.forecast.pools.get(name)
        if promise is None or known.peak is None or not known.survive:
            continue
        if overloaded(promise, known.peak, known.capacity_of):
            continue
        lost = busiest(promise, known.survive)
        result = cascade(promise.pool, subject.forecast.health, lost, known.peak, known.capacity_of)
        if result.rounds or result.total:
            yield _finding(promise, known, result)


def _finding(promise: PoolForecast, known: PoolPolicy, result: Cascade) -> Finding:
    """The cascade as one sentence."""
    name = promise.pool.name
    falls = [
        listed([f"{load.server} ({load.rate:.0f}/s of {load.capacity:.0f}/s)" for load in loads])
        for loads in result.rounds
    ]
    fate = "nothing is left" if result.total else f"{listed(result.survivors)} survive"
    story = f"{'; then '.join(falls)} fall next, then {fate}" if falls else fate
    verb = "dies" if len(result.lost) == 1 else "die"
    return report(
        promise.pool.place,
        name,
        f"when {listed(result.lost)} {verb} at {known.peak:g} requests/s, {story}",
        f"pool {name} must survive the loss of {known.survive} and does not",
        "add servers until the rest carries the peak",
        lost=list(result.lost),
        rounds=[[load.server for load in loads] for loads in result.rounds],
        survivors=result.survivors,
    )
