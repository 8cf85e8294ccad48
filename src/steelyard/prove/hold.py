"""Holds one answer against the Forecast of its request."""

from steelyard.core.record import frozen
from steelyard.forecast.routing.outcome import Outcome
from steelyard.model.gateway import Gateway
from steelyard.prove.location import leads_to
from steelyard.prove.seen import Held, Seen

LIMITED = (429, 503)
"""Statuses of a limit that was run into, and not of the route."""


@frozen
class Judgement:
    """``held`` and, in words, what was promised and what was seen."""

    held: Held
    promised: str
    saw: str
    why: str = ""


def judge(seen: Seen, limited: bool = False) -> Judgement:
    """What one answer says of the Forecast.

    ``limited``: the gateway has limits that a fast row of requests may run into.
    """
    outcome = seen.question.outcome
    gateway = seen.question.door.gateway
    promised, saw = promise_words(outcome), seen_words(seen, gateway)
    if outcome.kind == "unknown":
        return Judgement(Held.UNPROVEN, promised, saw, outcome.why)
    if _fits(outcome, seen):
        return Judgement(Held.PROVEN, promised, saw)
    if not seen.question.sure:
        why = "it depends on a condition that is not understood"
        return Judgement(Held.UNPROVEN, promised, saw, why)
    if limited and not seen.arrived and _stopped(seen):
        return Judgement(Held.UNPROVEN, promised, saw, "a limit of the configuration stopped it")
    rests = seen.question.rests
    if rests:
        return Judgement(Held.UNPROVEN, promised, saw, f"it rests on this: {'; '.join(rests)}")
    return Judgement(Held.CONTRADICTED, promised, saw)


def _stopped(seen: Seen) -> bool:
    """Whether a limit ends requests so; connections that are passed on are closed."""
    if seen.question.door.listener.protocol == "http":
        return seen.status in LIMITED
    return seen.status is None and not seen.late


def _fits(outcome: Outcome, seen: Seen) -> bool:
    if outcome.kind == "pool":
        arrived = bool(seen.arrived) and seen.arrived[-1].key[0] == outcome.pool
        return arrived and _as_promised(outcome, seen) and _at_its_server(outcome, seen)
    if (seen.arrived and seen.served) or seen.late:
        return False
    if outcome.kind == "redirect":
        same = outcome.status is None or seen.status == outcome.status
        return same and _same_place(seen, outcome.location)
    if outcome.status is None:
        # Nobody says which: what the disk holds, or a connection that is closed.
        return outcome.kind == "respond" or seen.status is None
    return seen.status == outcome.status


def _as_promised(outcome: Outcome, seen: Seen) -> bool:
    """Whether the server was asked for what the Forecast says it is asked for."""
    asked = seen.arrived[-1].target
    promised = promised_target(outcome)
    return not asked or promised is None or asked == promised


def _at_its_server(outcome: Outcome, seen: Seen) -> bool:
    """Whether the server is the one that is named, where no table or load may say otherwise."""
    end = outcome.end
    pool = None if end is None else end.gateway.pools.get(outcome.pool)
    if pool is None or not outcome.server or len(seen.arrived) != 1:
        return True
    if any(one.kind == "table" for one in pool.persistence):
        return True
    names = [server.name for server in pool.servers]
    index = seen.arrived[0].key[1]
    return index >= len(names) or names[index] == outcome.server


def promised_target(outcome: Outcome) -> str | None:
    """The request target that a server of the pool is sent, None where that is not known."""
    end = outcome.end
    if end is None or outcome.assumptions:
        return None
    if any(end.is_unknown(name) for name in ("target", "path", "query", "clean-path")):
        return None
    pool = end.gateway.pools.get(outcome.pool)
    http = pool is not None and pool.protocol == "http"
    return end.target if http else None


def _same_place(seen: Seen, promised: str) -> bool:
    """Whether a client ends at the same URL: a location may leave out what the request says."""
    question = seen.question
    try:
        return seen.location == promised or (
            leads_to(seen.location, question) == leads_to(promised, question)
        )
    except ValueError:
        return False


def promise_words(outcome: Outcome) -> str:
    """What the Forecast says, in words."""
    match outcome.kind:
        case "pool":
            return f"pool {outcome.pool}" + (f", server {outcome.server}" if outcome.server else "")
        case "redirect":
            return f"{outcome.status} to {outcome.location}"
        case "unknown":
            return "not known"
    if outcome.status is None:
        return "an answer of the gateway's own" if outcome.kind == "respond" else "closed"
    return f"status {outcome.status}"


def seen_words(seen: Seen, gateway: Gateway) -> str:
    """What came of it, in words."""
    if seen.arrived and seen.served:
        pool, index = seen.arrived[-1].key
        found = gateway.pools.get(pool)
        name = found.servers[index].name if found and index < len(found.servers) else str(index)
        attempts = sum(one.key[0] == pool for one in seen.arrived)
        times = f" after {attempts} attempts" if attempts > 1 else ""
        return f"pool {pool}, server {name}{times}"
    if seen.late:
        return "no answer in time"
    if seen.status is None:
        return "closed without an answer"
    return f"{seen.status} to {seen.location}" if seen.location else f"status {seen.status}"
