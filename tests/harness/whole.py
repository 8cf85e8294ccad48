"""What a request led to, said in words that a walk and a real binary can both say."""

from collections import Counter
from dataclasses import dataclass

from steelyard.forecast.health import ALL_UP, Health
from steelyard.forecast.routing.outcome import Outcome
from steelyard.forecast.routing.request import Request
from steelyard.forecast.routing.walk import walk
from steelyard.model.gateway import Gateway


@dataclass(frozen=True)
class Said:
    """The kind of the end, and its detail: POOL/SERVER, a location, a status.

    ``among``: the candidates, when the walk leaves the server open.
    """

    kind: str
    detail: str
    among: tuple[str, ...] = ()


class Walker:
    """Walks requests in the order in which the binary gets them.

    It counts the requests that each pool balanced, so that an order class can
    name the very server.
    """

    def __init__(self, gateway: Gateway, health: Health = ALL_UP) -> None:
        self.gateway = gateway
        self.health = health
        self.balanced: Counter[str] = Counter()
        self.last: Outcome | None = None

    def outcome(self, request: Request) -> Outcome:
        """Walk one request as the next one."""
        found = walk(self.gateway, request, self.health)
        if found.kind == "pool" and found.first is not None:
            self.balanced[found.pool] += 1
            if self.balanced[found.pool] > 1:
                return walk(self.gateway, request, self.health, nth=self.balanced[found.pool])
        return found

    def says(self, request: Request) -> Said | None:
        """Say where it ends; None: unknown."""
        found = self.last = self.outcome(request)
        if found.kind == "unknown":
            return None
        if found.kind == "pool":
            server = found.server or (found.first.name if found.first else "")
            names = () if server else tuple(choice.server.name for choice in found.servers)
            return Said("pool", f"{found.pool}/{server}", names)
        if found.kind == "redirect":
            return Said(f"redirect {found.status}", found.location)
        return Said("status", "closed" if found.status is None else str(found.status))


def agrees(said: Said, real: Said) -> bool:
    """Whether the two agree, as far as the walk says anything."""
    if said.kind == "pool" and said.detail.endswith("/"):
        return real.kind == "pool" and real.detail in {said.detail + n for n in said.among}
    return said == real


class Tally:
    """Counts agreement, and keeps what disagrees."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.wrong: list[str] = []

    def add(self, said: Said | None, real: Said, about: str) -> None:
        """Hold one answer against the walk."""
        self.counts["asked"] += 1
        self.counts[real.kind] += 1
        if said is None:
            self.counts["unknown"] += 1
        elif not agrees(said, real):
            self.counts["wrong"] += 1
            self.wrong.append(
                f"{about}: said {said.kind} {said.detail}, is {real.kind} {real.detail}"
            )
        else:
            open_end = said.kind == "pool" and said.detail.endswith("/")
            self.counts["pool only" if open_end else "agreed"] += 1

    def check(self, most_unknown: float = 0.02, most_open: float = 0.1) -> None:
        """Fail when anything disagrees, or too much is unknown or leaves the server open."""
        assert not self.wrong, f"{self.counts}\n" + "\n".join(self.wrong[:20])
        assert self.counts["unknown"] <= most_unknown * self.counts["asked"], self.counts
        assert self.counts["pool only"] <= most_open * self.counts["asked"], self.counts
