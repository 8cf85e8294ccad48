"""routing/monitor-shadows-path: the answer to a monitor hides a path that a pool serves.

HAProxy manual 4.2, monitor-uri: it is answered before any rule.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.ways import PATHS, target, ways
from steelyard.model.values import Pattern

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each listener whose monitor path a rule sends to a pool."""
    monitored = {
        listener.entry: (listener, listener.settings["monitor-uri"])
        for listener in subject.gateway.listeners
        if "monitor-uri" in listener.settings and not listener.disabled
    }
    if not monitored:
        return
    for chain, route, match in ways(subject).matches:
        found = monitored.get(chain.name)
        if found is None or match.value not in PATHS:
            continue
        listener, uri = found
        pool = target(subject.gateway, route)
        if pool and any(_covers(pattern, str(uri.value)) for pattern in match.patterns):
            del monitored[chain.name]
            yield report(
                uri.place,
                listener.name,
                f"{listener.name} answers {uri.value} itself, but {route.text!r} sends it to "
                f"pool {pool}",
                f"pool {pool} never sees a request for {uri.value}: clients get 200 without it",
                "give the monitor a path that nobody else uses",
                related=((route.place, "the rule that never sees it"),),
            )


def _covers(pattern: Pattern, uri: str) -> bool:
    """Whether the pattern is written for that very path."""
    if pattern.kind == "exact":
        return pattern.text == uri
    return pattern.kind == "prefix" and len(pattern.text) > 1 and uri.startswith(pattern.text)
