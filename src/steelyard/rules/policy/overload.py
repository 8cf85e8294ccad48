"""policy/overload: a server above its capacity at the stated peak."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.forecast.survival import overloaded
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import listed

report = Reporter(__name__, Severity.ERROR)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool with overloaded servers."""
    for name, known in subject.policy.pools.items():
        promise = subject.forecast.pools.get(name)
        if promise is None or known.peak is None:
            continue
        loads = overloaded(promise, known.peak, known.capacity_of)
        if not loads:
            continue
        said = listed(
            [f"{load.server} {load.rate:.0f}/s of {load.capacity:.0f}/s" for load in loads]
        )
        first = next(e.server for e in promise.servers if e.server.name == loads[0].server)
        yield report(
            first.place,
            name,
            f"at {known.peak:g} requests/s pool {name} overloads servers: {said}",
            f"{loads[0].server} gets {loads[0].excess:.2g} times what it carries, slows down and "
            "fails; the others inherit its load",
            "level the weights, add servers, or state the real capacity of this server",
            loads={load.server: load.rate for load in loads},
        )
