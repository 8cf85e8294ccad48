"""Expectations in sentences."""

from steelyard.compare.words import parts_words
from steelyard.forecast.routing.outcome import Outcome
from steelyard.lint.expectations import (
    AllRequests,
    EveryPool,
    Expectation,
    Goal,
    OfTraffic,
    OneRequest,
    OnlyFrom,
    Shares,
    Where,
)
from steelyard.lint.words import listed, share_text
from steelyard.model.conditions import ALWAYS, All


def sentence(expectation: Expectation) -> str:
    """What is expected."""
    match expectation.statement:
        case OneRequest() as one:
            return f"{one.request} {goal_words(one.goal)}"
        case AllRequests() as every:
            return f"{_where(every.where)}: all {goal_words(every.goal, True)}"
        case OnlyFrom() as only if only.networks:
            return f"nothing from outside {_any(only.networks)} reaches pool {only.pool}"
        case OnlyFrom() as only:
            return f"no request reaches pool {only.pool}"
        case EveryPool() as pools:
            spared = f" but {listed(pools.spared, 20)}" if pools.spared else ""
            return f"some request reaches every pool{spared}"
        case Shares() as shares:
            return _shares(shares)
        case OfTraffic() as part:
            said = [] if part.most is None else [f"at most {share_text(part.most)}"]
            said += [] if part.least is None else [f"at least {share_text(part.least)}"]
            return f"pool {part.pool} gets {' and '.join(said)} of the log's requests"
    raise AssertionError(expectation)


def goal_words(goal: Goal, several: bool = False) -> str:
    """``goes to pool web``, of ``several`` requests ``go to pool web``."""
    goes, does, is_ = ("go", "do", "are") if several else ("goes", "does", "is")
    if goal.not_pools:
        return f"{does} not go to pool {_any(goal.not_pools)}"
    if goal.status:
        return f"{is_} answered with {_any([str(status) for status in goal.status])}"
    if goal.redirect_prefix:
        return f"{is_} redirected to {goal.redirect_prefix}..."
    if goal.redirect:
        return f"{is_} redirected" + ("" if goal.redirect is True else f" to {goal.redirect}")
    server = f"server {goal.server}" if goal.server else ""
    pool = f"pool {_any(goal.pools)}" if goal.pools else ""
    return f"{goes} to {', '.join(text for text in (pool, server) if text)}"


def outcome_words(outcome: Outcome) -> str:
    """``goes to pool web``."""
    status = "" if outcome.status is None else f" {outcome.status}"
    match outcome.kind:
        case "pool":
            one = outcome.server or (
                outcome.servers[0].server.name if len(outcome.servers) == 1 else ""
            )
            return f"goes to pool {outcome.pool}" + (f", server {one}" if one else "")
        case "redirect":
            return f"is redirected ({outcome.status}) to {outcome.location or 'an unknown place'}"
        case "respond":
            return f"is answered by the gateway{f' with{status}' if status else ''}"
        case "reject":
            return f"is refused with{status}" if status else "is closed without an answer"
    return f"ends where it is not known: {outcome.why}"


def _any(names: tuple[str, ...] | list[str]) -> str:
    return listed(names, 8).replace(" and ", " or ")


def _where(where: Where) -> str:
    """``requests where host is shop.example``."""
    said = [f"scheme is {_any(where.schemes)}"] if where.schemes else []
    if where.ports:
        said.append(f"port is {_any([str(port) for port in where.ports])}")
    said += [f"listener is {_any(where.listeners)}"] if where.listeners else []
    if where.condition is not ALWAYS:
        parts = where.condition.parts if isinstance(where.condition, All) else (where.condition,)
        said.append(parts_words(parts, False))
    if where.plainly:
        said.append("all is written plainly")
    return f"requests where {', '.join(said)}" if said else "requests"


def _shares(shares: Shares) -> str:
    said = []
    if shares.max_share is not None:
        said.append(
            f"no server of pool {shares.pool} takes more than {share_text(shares.max_share)}"
        )
    if shares.min_servers is not None:
        said.append(f"at least {shares.min_servers} servers of pool {shares.pool} take requests")
    if shares.down:
        said.append(f"also with {listed([f'{p}/{s}' for p, s in shares.down])} down")
    return ", ".join(said)
