"""routing/no-default: what matches no rule gets 503.

HAProxy manual 4.2, default_backend.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.keys import fields
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.scan import values_of
from steelyard.lint.ways import answers_nothing, decides, fallback
from steelyard.lint.words import listed
from steelyard.model.conditions import All, Condition, Not
from steelyard.model.routing import Redirect, Reject, Respond, SetVariable
from steelyard.model.values import Field

report = Reporter(__name__, Severity.WARNING)

NAMES = frozenset({Field("host"), Field("header", "host"), Field("header-item", "host")}) | {
    Field("server-name")
}
"""What holds the name of the site that is asked for."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each listener that leads some requests to pools and the rest nowhere.

    A note where every rule asks for the name of a site: strangers are nobody's then.
    """
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
            severity=Severity.NOTE if _by_name_only(subject, listener.entry) else None,
        )


def _by_name_only(subject: Subject, entry: str) -> bool:
    """Whether every rule of the chain that decides asks for a site's name."""
    routes = subject.gateway.chains[entry].routes
    names = set(NAMES)
    for route in routes:
        for action in route.actions:
            if isinstance(action, SetVariable) and NAMES & set(fields(action.value)):
                names.add(Field("variable", action.name))
    return all(
        any(names & set(fields(value)) for value in values_of(route.condition))
        for route in routes
        if decides(route) and not route.implicit
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
