"""A bar for work that takes long, on a terminal."""

from typing import TextIO

WIDTH = 30
"""Columns of the full bar."""


class Bar:
    """Draws one line over and over; `clear` takes it away."""

    def __init__(self, to: TextIO) -> None:
        """``to`` should be a terminal."""
        self._to = to
        self._shown = ""

    def show(self, what: str, done: float) -> None:
        """Draws how much of ``what`` is done, 0..1; the same picture is not drawn twice."""
        part = min(1.0, max(0.0, done))
        filled = round(WIDTH * part)
        text = f"{what}  {'#' * filled}{'.' * (WIDTH - filled)} {part:4.0%}"
        if text != self._shown:
            self._to.write(f"\r\x1b[K{text}")
            self._to.flush()
            self._shown = text

    def clear(self) -> None:
        """Takes the bar away."""
        if self._shown:
            self._to.write("\r\x1b[K")
            self._to.flush()
            self._shown = ""
