"""Numbers, durations and sizes as HAProxy reads them (configuration manual 2.5)."""

import re
from functools import lru_cache
from typing import NamedTuple

_INTEGER = re.compile(r"[ \t\n\v\f\r]*([+-]?[0-9]+)")
_DURATION = re.compile(r"([0-9]+)(us|ms|s|m|h|d)?(.*)", re.S)
_SIZE = re.compile(r"([0-9]+)([kKmMgG]?)$")

_MICROSECONDS = {
    "us": 1,
    "ms": 1_000,
    "s": 1_000_000,
    "m": 60_000_000,
    "h": 3_600_000_000,
    "d": 86_400_000_000,
}
_SHIFTS = {"": 0, "k": 10, "m": 20, "g": 30}

MAX_TICKS = 0x80000000
"""Milliseconds (or the unit asked for) at which a timer overflows."""


class Duration(NamedTuple):
    """A duration as understood.

    ``seconds`` is None when HAProxy refuses the text, ``problem`` says why;
    with a value, ``problem`` is what it only warns of.
    """

    seconds: float | None
    problem: str = ""


@lru_cache(maxsize=4096)
def duration(text: str, unit: str = "ms") -> Duration:
    """``30s``, ``500ms``; without a unit the number counts ``unit``.

    HAProxy rounds up to whole ``unit``s.
    """
    match = _DURATION.match(text)
    if match is None:
        return Duration(None, "is not a number with a unit of time")
    digits, written, rest = match.groups()
    if len(digits) > 18:
        return Duration(None, "is longer than HAProxy's timers reach")
    if rest and written is None:
        return Duration(None, f"has the unknown unit {rest!r}")
    base = _MICROSECONDS[unit]
    microseconds = int(digits) * _MICROSECONDS[written or unit]
    ticks = -(-microseconds // base)
    if ticks >= MAX_TICKS:
        return Duration(None, "is longer than HAProxy's timers reach")
    problem = f"has {rest!r} after the unit, which later versions refuse" if rest else ""
    return Duration(ticks * base / 1_000_000, problem)


def leading_integer(text: str) -> int:
    """C's ``atoi``: the number the text starts with, 0 when there is none."""
    if len(text) < 10 and text.isdigit() and text.isascii():
        return int(text)
    match = _INTEGER.match(text)
    if match is None or len(match[1]) > 40:
        return 0
    return (int(match[1]) + 0x80000000) % 0x100000000 - 0x80000000


def is_integer(text: str) -> bool:
    """Whether the whole text is a decimal number."""
    return text.isascii() and text.lstrip("+-").isdigit()


def size(text: str) -> int | None:
    """``100k``, ``1m``, ``2g`` as a number; None when HAProxy refuses it."""
    match = _SIZE.match(text)
    if match is None or len(match[1]) > 18:
        return None
    return int(match[1]) << _SHIFTS[match[2].lower()]
