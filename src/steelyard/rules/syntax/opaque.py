"""syntax/opaque: text that is kept but not modelled, and what depends on it.

What flows through it is unknown in every forecast; see the dialect's page.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject
from steelyard.model.notice import OpaqueText

report = Reporter(__name__, Severity.NOTE)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool, listener or gateway that such text concerns."""
    scopes: dict[str, list[OpaqueText]] = {}
    for text in subject.gateway.opaque:
        if text.scope:
            scopes.setdefault(text.scope, []).append(text)
    for scope, found in scopes.items():
        first = found[0]
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        yield report(
            first.place,
            scope,
            f"{_short(first.text)!r}{more} of {scope} is not modelled: {first.reason}",
            "what it does to traffic is unknown here: forecasts say so where they depend on it",
            "check what it does by hand, or prove the configuration with the real binary",
            related=tuple((text.place, text.reason) for text in found[1:6]),
        )


def _short(text: str) -> str:
    """The text's beginning."""
    return text if len(text) <= 60 else text[:57] + "..."
