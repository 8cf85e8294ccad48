"""The tries that one line of an access log tells of; see `accesslog` for how they are written."""

import re
from collections.abc import Mapping

from steelyard.core.record import record
from steelyard.dialects.runtime import CLASSES, Counters

NONE = "-"
"""What stands for nothing."""

_CONNECT_FAILED = ("502", "504", NONE)
_SECONDS = re.compile(r"[0-9]{1,9}\.[0-9]{1,3}")
_PER_TRY = (
    "upstream_status",
    "upstream_connect_time",
    "upstream_header_time",
    "upstream_response_time",
)


@record
class Try:
    """One try: ``status`` as logged; ``connected`` and ``answered`` None when not logged."""

    address: str
    status: str = ""
    connected: bool | None = None
    answered: bool | None = None
    seconds: float | None = None


def groups_of(cut: Mapping[str, str]) -> list[list[Try]] | None:
    """The tries of a line by pool; [] when no server was asked, None when it makes no sense."""
    written = cut["upstream_addr"]
    if written in (NONE, ""):
        return []
    parts = {
        name: [group.split(", ") for group in cut[name].split(" : ")]
        for name in ("upstream_addr", *_PER_TRY)
        if name in cut
    }
    shape = [len(group) for group in parts["upstream_addr"]]
    # Where a try told nothing at all some variables are shorter: only whole ones are used.
    usable = {name for name, groups in parts.items() if [len(one) for one in groups] == shape}
    if any(not address for group in parts["upstream_addr"] for address in group):
        return None
    return [
        [
            _try({name: parts[name][row][column] for name in usable})
            for column in range(len(parts["upstream_addr"][row]))
        ]
        for row in range(len(shape))
    ]


def _try(values: Mapping[str, str]) -> Try:
    """One try out of its own part of each variable."""
    connect, header = values.get("upstream_connect_time"), values.get("upstream_header_time")
    return Try(
        values["upstream_addr"],
        values.get("upstream_status", ""),
        None if connect is None else connect != NONE,
        None if header is None else header != NONE,
        _seconds(values.get("upstream_response_time", NONE)),
    )


def _seconds(text: str) -> float | None:
    """Seconds with milliseconds as NGINX writes them."""
    return float(text) if _SECONDS.fullmatch(text) else None


def counted(counters: Counters, one: Try, first: bool, more: bool = False) -> Counters:
    """The counters after one try more; ``more``: another server was tried after it."""
    refused = one.connected is False and one.status in _CONNECT_FAILED
    broken = not refused and one.answered is False
    answered = list(counters.answered or (0,) * len(CLASSES))
    if one.status and one.status != NONE and not refused and not broken:
        answered[_class(one.status)] += 1
    return Counters(
        requests=counters.requests + 1,
        chosen=(counters.chosen or 0) + first,
        answered=tuple(answered),
        connect_errors=counters.connect_errors + refused,
        response_errors=counters.response_errors + broken,
        redispatches=counters.redispatches + more,
    )


def _class(status: str) -> int:
    """The place of a status in `CLASSES`."""
    known = len(status) == 3 and status[0] in "12345" and status.isascii() and status.isdigit()
    return int(status[0]) - 1 if known else len(CLASSES) - 1
