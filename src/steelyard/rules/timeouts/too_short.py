"""timeouts/too-short: ordinary answers are cut off."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.core.place import Place
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import seconds
from steelyard.model.pool import Setting

report = Reporter(__name__, Severity.WARNING)

LEAST = {"response": 1.0, "client": 1.0, "send": 1.0, "connect": 0.02, "request": 0.5}
"""Seconds below which each limit is taken for a mistake."""

WORDS = {
    "response": "the silence of a server",
    "client": "the silence of a client",
    "send": "sending to a server",
    "connect": "connecting to a server",
    "request": "the whole request head",
}
"""The limits in words."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each limit, wherever it is inherited from."""
    seen: set[tuple[str, int, str]] = set()
    for pool, _ in subject.pools():
        known = subject.policy.pools.get(pool.name)
        slowest = None if known is None else known.response_time
        for name, limit in pool.timeouts.items():
            yield from _judge(name, limit, pool.place, f"pool {pool.name}", pool.name, seen)
        limit = pool.timeouts.get("response", Setting(0))
        if slowest is not None and 0 < float(limit.value) < slowest:
            yield report(
                limit.place if limit.place.line else pool.place,
                pool.name,
                f"pool {pool.name} waits {seconds(float(limit.value))} for an answer; the "
                f"policy says that right answers take up to {seconds(slowest)}",
                "requests that take longer fail with 504",
                "raise the limit above the slowest right answer",
                severity=Severity.ERROR,
            )
    for listener in subject.gateway.listeners:
        if subject.forecast.reached.get(listener.name):
            about = f"{listener.kind} {listener.name}"
            for name, limit in listener.timeouts.items():
                yield from _judge(name, limit, listener.place, about, listener.name, seen)


def _judge(
    name: str,
    limit: Setting,
    place: Place,
    about: str,
    subject: str,
    seen: set[tuple[str, int, str]],
) -> Iterator[Finding]:
    """The finding about one limit, once for each place that states it."""
    value = float(limit.value)
    if not 0 < value < LEAST.get(name, 0.0):
        return
    where = limit.place if limit.place.line else place
    key = (where.file, where.line, name)
    if key in seen:
        return
    seen.add(key)
    bare = " (a number without unit is milliseconds)" if limit.written.isdigit() else ""
    yield report(
        where,
        subject,
        f"{about} limits {WORDS[name]} to {seconds(value)}{bare}",
        "requests that take longer are cut off",
        "write the unit, and set the limit above the slowest answer that is still right",
        identity=name,
    )
