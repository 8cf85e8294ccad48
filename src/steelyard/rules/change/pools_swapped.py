"""change/pools-swapped: two pools have exchanged their servers."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject
from steelyard.model.gateway import Gateway

report = Reporter(__name__, Severity.ERROR)

Addresses = frozenset[tuple[str, int | None]]


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pair of pools that changed places."""
    if subject.against is None:
        return
    old = _addresses(subject.against.gateway)
    new = _addresses(subject.gateway)
    owners = {addresses: name for name, addresses in old.items()}
    for name, addresses in new.items():
        other = owners.get(addresses)
        if other is None or other <= name or name not in old or other not in new:
            continue
        if new[other] == old[name] and old[name] != addresses:
            yield report(
                subject.gateway.pools[name].place,
                name,
                f"pools {name} and {other} have exchanged their servers",
                f"requests for {name} arrive at the servers of {other}, and the other way round",
                "put the servers back under the pool that serves them",
                related=((subject.gateway.pools[other].place, f"pool {other}"),),
            )


def _addresses(gateway: Gateway) -> dict[str, Addresses]:
    """The addresses of each pool that has any."""
    return {
        name: frozenset((server.address, server.port) for server in pool.servers)
        for name, pool in gateway.pools.items()
        if pool.servers
    }
