"""routing/nowhere: a listener that serves nobody.

HAProxy manual 4.2, default_backend: without a backend the answer is 503.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.ways import answers_nothing, fallback
from steelyard.model.routing import OpaqueAction, Redirect, Respond

report = Reporter(__name__, Severity.ERROR)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each listener without a pool and without an answer of its own."""
    for listener in subject.gateway.listeners:
        if listener.disabled or subject.forecast.reached.get(listener.name):
            continue
        if answers_nothing(fallback(subject.gateway, listener.entry)) and not _answers(
            subject, listener.entry
        ):
            refused = "gets 503" if listener.protocol == "http" else "is closed"
            yield report(
                listener.place,
                listener.name,
                f"{listener.kind} {listener.name} leads to no pool and answers nothing itself",
                f"every request to it {refused}",
                "name a default pool, or delete the listener",
            )


def _answers(subject: Subject, entry: str) -> bool:
    """Whether some written rule redirects, answers, or may do so."""
    chain = subject.gateway.chains.get(entry)
    return chain is not None and any(
        isinstance(action, Redirect | Respond | OpaqueAction)
        for route in chain.routes
        if not route.implicit
        for action in route.actions
    )
