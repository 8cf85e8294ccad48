"""pool/slots: discovery may find more servers than the pool has places for.

HAProxy configuration manual 4.2 (``server-template``): addresses beyond the
number of slots are left out in silence.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.members import actives
from steelyard.lint.rule import Reporter, Subject

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each discovered pool that is smaller than its fleet."""
    for name, known in subject.policy.pools.items():
        pool = subject.gateway.pools.get(name)
        if known.fleet is None or pool is None or not pool.resolves_late:
            continue
        slots = [server for server in actives(subject, pool) if server.resolver]
        if (
            slots
            and all(server.addresses is not None for server in slots)
            and len(slots) < known.fleet
        ):
            yield report(
                slots[0].place,
                name,
                f"pool {name} has {len(slots)} places; the policy says that its fleet grows to "
                f"{known.fleet}",
                f"up to {known.fleet - len(slots)} servers get nothing, and the others carry "
                "their share",
                "raise the number of the server-template above the largest fleet",
            )
