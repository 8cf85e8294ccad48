"""How exact a promise about traffic is."""

from collections.abc import Iterable
from enum import StrEnum


class Exactness(StrEnum):
    """The classes of DESIGN.md section 2, from the strongest to the weakest."""

    ORDER = "order"
    """This request sequence goes to these servers in this order."""
    KEY = "key"
    """This key goes to this server."""
    WINDOW = "window"
    """The share in each window is exact, the order unknown."""
    EXPECTATION = "expectation"
    """The share holds in the mean."""
    LOAD = "load"
    """Depends on latency and concurrency: needs a workload."""
    UNKNOWN = "unknown"
    """Something was not understood."""

    @property
    def rank(self) -> int:
        """0 for the strongest class, 5 for unknown."""
        return _ORDER[self]


_ORDER = {member: rank for rank, member in enumerate(Exactness)}


def weakest(classes: Iterable[Exactness]) -> Exactness:
    """The class that a promise made of several promises has; ORDER for none."""
    return max(classes, key=lambda member: member.rank, default=Exactness.ORDER)
