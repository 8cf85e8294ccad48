"""Lines to a workload in plain Python: what stands in for DuckDB, and what it is held against.

A line ends at a line feed, a carriage return or both; what follows a NUL in it
does not count, and an empty line is none.  Lines beyond `MAX_LINE` bytes and
lines that are not UTF-8 tell of no request.
"""

from collections.abc import Iterable, Sequence

from steelyard.forecast.routing.request import Request
from steelyard.forecast.workload.counts import MAX_DISTINCT, SHOWN, Workload
from steelyard.forecast.workload.requests import Making

MAX_LINE = 64 * 1024
"""Bytes of a line; no load balancer logs longer ones."""


def count_lines(
    lines: Iterable[str | None], making: Making, file: str = "", most: int = MAX_DISTINCT
) -> Workload:
    """The workload of these lines; None stands for one that could not be decoded."""
    found = Workload()
    known: dict[Sequence[str], Request | None] = {}
    readers = [column.cut.text for column in making.columns]
    for number, line in enumerate(lines, 1):
        request = None
        if line is not None:
            line = line.partition("\0")[0]
            if not line:
                continue
            texts = tuple([reader(line) for reader in readers])
            if texts in known:
                request = known[texts]
            else:
                request = making.request(texts)
                if len(known) < most:
                    known[texts] = request
        if request is not None:
            found.add(request, 1, most)
        else:
            found.unread += 1
            if len(found.bad) < SHOWN:
                found.bad.append((file, number))
    return found
