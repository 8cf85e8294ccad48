"""Answers of a trial, counted; and the words for the counts."""

from collections.abc import Sequence
from statistics import median

from steelyard.core.record import field, frozen


@frozen
class Reply:
    """One request of a trial and what came of it.

    ``status`` None: closed without an answer, or ``late``.  ``servers`` are the
    numbers of the pool's servers that it arrived at, one for each attempt.
    ``cookies`` as a browser would send them back.
    """

    status: int | None
    servers: tuple[int, ...] = ()
    seconds: float = 0.0
    late: bool = False
    answered: bool = False
    cookies: tuple[str, ...] = ()
    location: str = ""

    @property
    def server(self) -> int | None:
        """Who got it last, None where nobody did."""
        return self.servers[-1] if self.servers else None

    @property
    def fine(self) -> bool:
        """Whether a user is content: no error, and no silence."""
        return self.status < 400 if self.status is not None else self.answered

    @property
    def said(self) -> str:
        """The status, or what came instead."""
        if self.status is not None:
            return str(self.status)
        return "no answer" if self.late else "closed"


@frozen
class Tally:
    """Replies counted: all, those that failed by what was said, requests per server.

    ``attempts``: how often something arrived at a server; ``most``: of one request.
    """

    sent: int
    failed: int
    errors: dict[str, int] = field(default_factory=dict)
    servers: tuple[int, ...] = ()
    attempts: int = 0
    most: int = 0
    slowest: float = 0.0
    median: float = 0.0

    @property
    def failing(self) -> float:
        """The share of requests that failed."""
        return self.failed / self.sent if self.sent else 0.0

    def share(self, index: int) -> float:
        """The share of a server among the requests that reached one."""
        total = sum(self.servers)
        return self.servers[index] / total if total else 0.0

    @property
    def top(self) -> int:
        """The number of the server that got most."""
        return max(range(len(self.servers)), key=lambda i: self.servers[i])

    def failures(self) -> str:
        """``20 of 60 requests fail (20 x 502)``."""
        if not self.failed:
            return f"all {self.sent} requests are answered"
        said = ", ".join(f"{count} x {name}" for name, count in sorted(self.errors.items()))
        return f"{self.failed} of {self.sent} requests fail ({said})"

    def figures(self) -> dict[str, object]:
        """As data."""
        return {
            "sent": self.sent,
            "failed": self.failed,
            "errors": dict(self.errors),
            "servers": list(self.servers),
            "attempts": self.attempts,
        }


def tally(replies: Sequence[Reply], servers: int) -> Tally:
    """Counts replies of a pool with so many servers."""
    errors: dict[str, int] = {}
    number = [0] * servers
    for one in replies:
        if not one.fine:
            errors[one.said] = errors.get(one.said, 0) + 1
        if one.server is not None:
            number[one.server] += 1
    times = [one.seconds for one in replies]
    return Tally(
        len(replies),
        sum(errors.values()),
        errors,
        tuple(number),
        sum(len(one.servers) for one in replies),
        max((len(one.servers) for one in replies), default=0),
        max(times, default=0.0),
        median(times) if times else 0.0,
    )


def percent(share: float) -> str:
    """``93 %``."""
    return f"{100 * share:.0f} %"


def spread(names: Sequence[str], counts: Sequence[int], most: int = 6) -> str:
    """``s1 30, s2 30``."""
    pairs = list(zip(names, counts, strict=True))
    said = [f"{name} {count}" for name, count in pairs[:most]]
    if len(pairs) > most:
        said.append(f"and {len(pairs) - most} more servers")
    return ", ".join(said)
