"""Judges every expectation of a policy."""

from collections.abc import Sequence

from steelyard.core.errors import PolicyError, UsageError
from steelyard.expect import goals, pools
from steelyard.expect.coverage import coverage
from steelyard.expect.result import Judged, Result, Verdict
from steelyard.expect.search import Counterexample, search
from steelyard.expect.space import Space
from steelyard.expect.words import outcome_words
from steelyard.forecast.routing.language.refused import TooLarge
from steelyard.forecast.routing.walk import walk
from steelyard.forecast.workload.classify import Traffic
from steelyard.lint.expectations import (
    AllRequests,
    EveryPool,
    Expectation,
    Goal,
    OfTraffic,
    OneRequest,
    OnlyFrom,
    Shares,
)
from steelyard.model.conditions import Match, Not
from steelyard.model.gateway import Gateway
from steelyard.model.values import Field, Pattern

MOST_WORDS = 400
"""Characters of a reason; texts of a configuration may be long."""


def judge(
    gateway: Gateway, expectations: Sequence[Expectation], traffic: Traffic | None = None
) -> Verdict:
    """What becomes of each expectation; ``traffic`` is what an access log would do.

    Raises `PolicyError` for an entry that names a listener there is not.
    """
    space = Space(gateway)
    judged = [judge_one(space, expectation, traffic) for expectation in expectations]
    return Verdict(judged, coverage(space, judged))


def judge_one(space: Space, expectation: Expectation, traffic: Traffic | None = None) -> Judged:
    """What becomes of one expectation.  Raises `PolicyError` as above."""
    try:
        return _judge(space, expectation, traffic)
    except TooLarge as too_large:
        return Judged(expectation, Result.UNKNOWN, str(too_large))
    except UsageError as wrong:
        raise PolicyError(wrong.message, expectation.place) from None


def _judge(space: Space, expectation: Expectation, traffic: Traffic | None) -> Judged:
    statement = expectation.statement
    why = pools.missing_pools(space.gateway, _named(expectation))
    if why:
        return Judged(expectation, Result.FAILS, why)
    match statement:
        case OneRequest():
            return _one(space.gateway, expectation, statement)
        case AllRequests():
            return _all(space, expectation, statement)
        case OnlyFrom():
            return _only_from(space, expectation, statement)
        case EveryPool():
            return pools.every_pool(space, expectation, statement)
        case Shares():
            return pools.shares(space.gateway, expectation, statement)
    return pools.of_traffic(expectation, statement, traffic)


def _named(expectation: Expectation) -> tuple[str, ...]:
    """The pools that an expectation names."""
    match expectation.statement:
        case OneRequest() | AllRequests() as one:
            return (*one.goal.pools, *one.goal.not_pools)
        case OnlyFrom() | Shares() | OfTraffic() as one:
            return (one.pool,)
    return ()


def _one(gateway: Gateway, expectation: Expectation, statement: OneRequest) -> Judged:
    outcome = walk(gateway, statement.request)
    against = goals.against(statement.goal, outcome)
    if against is None:
        why = outcome.why or f"which server of pool {outcome.pool} gets it cannot be said"
        return Judged(expectation, Result.UNKNOWN, _short(why), statement.request, outcome)
    if against:
        return Judged(
            expectation, Result.FAILS, f"it {outcome_words(outcome)}", statement.request, outcome
        )
    return Judged(expectation, Result.HOLDS)


def _all(space: Space, expectation: Expectation, statement: AllRequests) -> Judged:
    where = statement.where
    goal: Goal = statement.goal
    entrances = space.entrances(where)
    if not entrances:
        return Judged(expectation, Result.FAILS, "no socket of the gateway takes such requests")
    found = search(
        space,
        entrances,
        space.wanted(where),
        lambda end: goals.wrong(goal, end),
        lambda outcome: goals.against(goal, outcome),
    )
    return _verdict(expectation, found, "there is no such request: where contradicts itself")


def _only_from(space: Space, expectation: Expectation, statement: OnlyFrom) -> Judged:
    networks = tuple(Pattern("network", text) for text in statement.networks)
    wanted = ((Not(Match(Field("source"), networks)), True),) if networks else ()
    found = search(space, space.entrances(), wanted, *pools.to_pool(statement.pool))
    return _verdict(expectation, found, "no client is outside these networks")


def _verdict(expectation: Expectation, found: Counterexample, nobody: str) -> Judged:
    """What a search means for an expectation; ``nobody``: it speaks of no request."""
    if found.request is not None and found.outcome is not None:
        why = f"such a request {outcome_words(found.outcome)}"
        return Judged(expectation, Result.FAILS, why, found.request, found.outcome)
    if found.meant is False and not found.doubts:
        return Judged(expectation, Result.FAILS, nobody)
    if found.doubts or found.meant is None:
        why = found.doubts[0] if found.doubts else "whether there is such a request is not known"
        more = len(found.doubts) - 1
        said = f"{_short(why)} (and {more} more)" if more > 0 else _short(why)
        return Judged(expectation, Result.UNKNOWN, said)
    return Judged(expectation, Result.HOLDS)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MOST_WORDS else f"{text[: MOST_WORDS - 3]}..."
