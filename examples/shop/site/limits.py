"""What one application process carries: workers, service times, a queue, and when it dies."""

from __future__ import annotations

from dataclasses import dataclass

# Seconds that a worker is busy with a page besides its queries: templates, other services.
# They are slept, not computed, so that the lab needs little of the machine that it runs on.
SERVICE_SECONDS = {"search": 0.07, "checkout": 0.09, "api": 0.05}
PAGE_SECONDS = 0.06
JITTER = 0.2


def service_seconds(path: str, chance: float) -> float:
    """Return how long a worker needs for a path; `chance`, in 0..1, varies it a little."""
    first = path.split("/")[1] if "/" in path else ""
    return SERVICE_SECONDS.get(first, PAGE_SECONDS) * (1 + JITTER * (2 * chance - 1))


@dataclass(frozen=True)
class Limits:
    """How much one process takes."""

    workers: int = 2
    queue: int = 30  # requests that may wait; one more is answered with 503
    patience: float = 1.5  # seconds that it lives on with a queue that is as good as full

    @property
    def high_water(self) -> int:
        """The queue counts as full from here on: a worker that is done makes room for a moment."""
        return max(1, round(self.queue * 0.8))

    @property
    def capacity(self) -> float:
        """Ordinary pages per second that it carries without end."""
        return self.workers / PAGE_SECONDS


class Backlog:
    """Decides when a process that is overloaded dies, as a limit of memory would make it."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._full_since: float | None = None

    def admits(self, waiting: int) -> bool:
        """Say whether one more request may wait."""
        return waiting < self._limits.queue

    def kills(self, waiting: int, now: float) -> bool:
        """Say whether the process is to die now, with so many requests waiting."""
        if waiting < self._limits.high_water:
            self._full_since = None
            return False
        if self._full_since is None:
            self._full_since = now
        return now - self._full_since >= self._limits.patience
