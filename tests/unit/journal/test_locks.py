"""Who gets a gateway, and who is refused, with whose name."""

import pytest

from steelyard.core.record import replace
from steelyard.journal.errors import LockedError
from steelyard.journal.event import BEGINNING, Entry, Event, seal
from steelyard.journal.locks import RELEASED, TAKEN, held, releasing, taking
from steelyard.journal.process import Process

JOE = Process("jump", "m1", "b1", "pid:[1]", 10, "500")
ANN = Process("jump", "m1", "b1", "pid:[1]", 11, "600")
WANTED = Entry(TAKEN, 130.0, "ann", "r2", "edge-1")


def taken(process: Process = JOE, who: str = "joe", at: float = 100.0) -> Event:
    entry = Entry(TAKEN, at, who, "r1", "edge-1", data=process._asdict())
    return seal(entry, 7, BEGINNING)


def take(last: Event | None, alive: bool | None, force: str = "") -> Entry:
    return taking(WANTED, last, ANN, lambda other, here: alive, force)


def test_a_free_gateway_is_taken():
    entry = take(None, None)
    assert (entry.kind, entry.who, entry.gateway, entry.rollout) == (TAKEN, "ann", "edge-1", "r2")
    lock = held(seal(entry, 1, BEGINNING))
    assert lock is not None
    assert (lock.who, lock.process, lock.since, lock.event) == ("ann", ANN, 130.0, 1)


def test_a_lock_that_was_given_back_is_free():
    entry = releasing(replace(WANTED, kind=RELEASED), taken(), JOE)
    assert entry.kind == RELEASED
    last = seal(entry, 8, BEGINNING)
    assert held(last) is None
    assert "over" not in take(last, None).data


@pytest.mark.parametrize("force", ["", "I am in a hurry"])
def test_the_second_is_refused_with_the_firsts_name(force):
    with pytest.raises(LockedError, match=r"joe \(process 10 on jump\) .* edge-1 for 30 s"):
        take(taken(), True, force)


def test_a_clock_that_went_back():
    with pytest.raises(LockedError, match="for 0 s"):
        take(taken(at=500.0), True)


def test_the_lock_of_a_dead_process_is_taken_over_and_that_is_recorded():
    over = take(taken(), False).data["over"]
    assert over == {"who": "joe", "event": 7, "why": "process 10 does not run any more"}


def test_elsewhere_only_by_force():
    with pytest.raises(LockedError, match="by force with the reason"):
        take(taken(), None)
    with pytest.raises(LockedError, match="by force"):
        take(taken(), None, "  ")
    over = take(taken(), None, "jump burnt down").data["over"]
    assert over == {"who": "joe", "event": 7, "why": "jump burnt down"}


def test_only_the_holder_gives_back():
    with pytest.raises(LockedError, match="joe"):
        releasing(replace(WANTED, kind=RELEASED), taken(), ANN)
    with pytest.raises(LockedError, match="not locked"):
        releasing(replace(WANTED, kind=RELEASED), None, ANN)
