"""routing/no-default: what matches no rule gets 503.

HAProxy manual 4.2, default_backend.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.ways import answers_nothing, fallback
from steelyard.lint.words import listed
from steelyard.model.conditions import All, Condition, Not
from steelyard.model.routing import Redirect, Reject, Respond

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each listener that leads some requests to pools and the rest nowhere."""
    for listener in subject.gateway.listeners:
        pools = subject.forecast.reached.get(listener.name)
        if listener.disabled or not pools:
            continue
        if not answers_nothing(fallback(subject.gateway, listener.entry)):
            continue
        if _refuses_strangers(subject, listener.entry):
            continue
        what = "get 503" if listener.protocol == "http" else "are closed"
        yield report(
            listener.place,
            listener.name,
            f"{listener.kind} {listener.name} has no default pool: only what its rules name "
            f"reaches {listed(pools)}",
            f"requests that match no rule {what}",
            "name a default pool, or end with a rule that says what strangers get",
        )


def _refuses_strangers(subject: Subject, entry: str) -> bool:
    """Whether some rule answers all requests but those that are listed."""
    chain = subject.gateway.chains.get(entry)
    return chain is not None and any(
        _excludes(route.condition)
        and any(isinstance(action, Reject | Respond | Redirect) for action in route.actions)
        for route in chain.routes
    )


def _excludes(condition: Condition) -> bool:
    """Whether the condition holds for all but what is listed."""
    if isinstance(condition, All):
        return all(isinstance(part, Not) for part in condition.parts)
    return isinstance(condition, Not)
