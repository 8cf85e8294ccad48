"""What all connections to one stand-in share."""

from collections import deque
from collections.abc import Callable
from typing import Protocol

from steelyard.core.record import field, identity
from steelyard.prove.behaviour import WELL, Arrival, Behaviour, Contact, Key, answer
from steelyard.prove.request_head import Head


class Guest(Protocol):
    """A connection."""

    def enter(self) -> None:
        """A place is free, and now its own."""

    def abort(self) -> None:
        """It is thrown out."""


@identity
class StandIn:
    """One server: how it behaves now, who is connected, who waits for a free place."""

    key: Key
    record: Callable[[Arrival | Contact], None]
    next_number: Callable[[], int]
    behaviour: Behaviour = WELL
    guests: set[Guest] = field(default_factory=set)
    waiting: deque[Guest] = field(default_factory=deque)
    active: int = 0
    _answers: dict[tuple[Behaviour, bool, str], bytes] = field(default_factory=dict)

    def answer(self, behaviour: Behaviour, head: Head) -> bytes:
        """The answer to a request; all alike are made once."""
        key = (behaviour, head.method == "HEAD", head.connection)
        made = self._answers.get(key)
        if made is None:
            made = answer(self.key, behaviour, headless=key[1], connection=head.connection)
            self._answers[key] = made
        return made

    def behave(self, behaviour: Behaviour) -> None:
        """Behave so from the next request on, and towards those who wait."""
        self.behaviour = behaviour
        self._answers.clear()
        self._let_in()

    def leave(self) -> None:
        """A request is done: the next one waiting may have its place."""
        self.active -= 1
        self._let_in()

    def _let_in(self) -> None:
        capacity = self.behaviour.capacity
        while self.waiting and (capacity is None or self.active < capacity):
            self.active += 1
            self.waiting.popleft().enter()
