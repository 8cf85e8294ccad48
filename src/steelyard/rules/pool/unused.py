"""pool/unused: servers that no request can reach."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.intent import standby_pool
from steelyard.lint.members import actives, names
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import listed

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool with servers that no listener leads to."""
    gateway = subject.gateway
    if not gateway.listeners or not gateway.complete:
        return  # a part of a configuration: the listeners stand elsewhere
    for name in subject.forecast.unreached:
        pool = gateway.pools[name]
        serving = actives(subject, pool)
        if not serving or pool.disabled or pool.implicit or standby_pool(subject, pool):
            continue
        verb = "gets" if len(serving) == 1 else "get"
        yield report(
            pool.place,
            pool.name,
            f"no listener leads to pool {pool.name}",
            f"{listed(names(serving))} {verb} no request; what was meant for "
            f"{'it' if len(serving) == 1 else 'them'} goes to another pool",
            "add the rule that should lead there, or delete the pool; declare it as standby in "
            "the policy file if it waits for something",
        )
