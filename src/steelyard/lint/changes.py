"""What two revisions have in common: the pairs that change rules look at."""

from collections.abc import Iterator

from steelyard.core.record import record
from steelyard.forecast.result import PoolForecast
from steelyard.lint.rule import Subject


@record
class PoolChange:
    """A pool of both revisions."""

    name: str
    old: PoolForecast
    new: PoolForecast

    def moves(self) -> dict[str, float] | None:
        """How much each server's share changed, by name; None when a share is unknown."""
        before = {entry.server.name: entry.share for entry in self.old.servers}
        after = {entry.server.name: entry.share for entry in self.new.servers}
        moved = {}
        for name in before.keys() | after.keys():
            old, new = before.get(name, 0.0), after.get(name, 0.0)
            if old is None or new is None:
                return None
            moved[name] = new - old
        return moved


def pool_changes(subject: Subject) -> Iterator[PoolChange]:
    """The pools that both revisions have; none when there is no old revision."""
    if subject.against is None:
        return
    old = subject.against.forecast.pools
    for name, promise in subject.forecast.pools.items():
        if name in old:
            yield PoolChange(name, old[name], promise)
