"""A workload: how often which request came.  Counts add up, so files may be read apart."""

from collections.abc import Iterator
from heapq import nlargest

from steelyard.core.record import field, record
from steelyard.forecast.routing.request import Request

MAX_DISTINCT = 1_000_000
"""Distinct requests kept; the rest is only counted."""

SHOWN = 3
"""Lines that could not be read of which the number is kept."""


@record
class Workload:
    """The requests of access logs.

    ``counts``: how often each distinct request came, as far as anybody looks
    at it.  ``beyond``: requests that are only counted because too many
    differ.  ``unread``: lines that tell of no request, with the file and
    number of the first ones in ``bad``.  ``lacks``: what the configuration
    reads and the log does not hold, in words.
    """

    counts: dict[Request, int] = field(default_factory=dict)
    beyond: int = 0
    unread: int = 0
    bad: list[tuple[str, int]] = field(default_factory=list)
    lacks: list[str] = field(default_factory=list)

    @property
    def requests(self) -> Iterator[tuple[Request, int]]:
        """Every distinct request with its count."""
        return iter(self.counts.items())

    @property
    def total(self) -> int:
        """Requests in all, those beyond the bound too."""
        return sum(self.counts.values()) + self.beyond

    def add(self, request: Request, number: int = 1, most: int = MAX_DISTINCT) -> None:
        """Counts a request; a new one beyond ``most`` distinct ones goes to ``beyond``."""
        if request in self.counts:
            self.counts[request] += number
        elif len(self.counts) < most:
            self.counts[request] = number
        else:
            self.beyond += number


def merge(left: Workload, right: Workload, most: int = MAX_DISTINCT) -> Workload:
    """Both together; of more than ``most`` distinct requests the most frequent are kept."""
    counts = dict(left.counts)
    for request, number in right.counts.items():
        counts[request] = counts.get(request, 0) + number
    beyond = left.beyond + right.beyond
    if len(counts) > most:
        kept = dict(nlargest(most, counts.items(), key=lambda entry: entry[1]))
        beyond += sum(counts.values()) - sum(kept.values())
        counts = kept
    return Workload(
        counts,
        beyond,
        left.unread + right.unread,
        [*left.bad, *right.bad][:SHOWN],
        list(dict.fromkeys([*left.lacks, *right.lacks])),
    )
