"""Puts every question to a configuration, within a time limit."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from types import FrameType

from steelyard.app.check import check
from steelyard.app.forecast import make_forecast
from steelyard.app.loading import Reading
from steelyard.app.route import route
from steelyard.core.errors import SteelyardError

TODAY = date(2026, 1, 1)
REQUESTS = ("GET https://shop.example/checkout?id=7&a=b", "POST http://10.0.0.1/../x%2f%zz//y")

SECONDS = 20.0
"""A hang is worse than this; a busy machine is not."""


class Hang(BaseException):
    """The question took too long; no `except Exception` may swallow it."""


@contextmanager
def limit(seconds: float = SECONDS) -> Iterator[None]:
    """Raise `Hang` in the body after so many seconds."""

    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise Hang(f"no answer after {seconds:g} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def answers(path: str, dialect: str | None = None) -> list[str]:
    """How each question ended: ``ok``, or the error's one line; anything else is raised."""
    reading = Reading(dialect)
    questions = [
        lambda: check([path], reading, today=TODAY),
        lambda: make_forecast(path, reading),
        lambda: route(path, REQUESTS[0], reading),
        lambda: route(path, REQUESTS[1], reading, headers=("Cookie: a=b; SRV=web1",)),
    ]
    found = []
    for question in questions:
        try:
            with limit():
                question()
        except SteelyardError as error:
            assert str(error).strip(), "an error without words"
            found.append(str(error))
        else:
            found.append("ok")
    return found
