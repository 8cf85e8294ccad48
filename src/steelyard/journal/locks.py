"""Who may change a gateway: decided from the journal's own events, which are the lock.

A gateway is held while the last of its events of a kind ``lock.*`` is `TAKEN`.
"""

from collections.abc import Callable, Mapping

from steelyard.core.record import frozen
from steelyard.journal.errors import LockedError
from steelyard.journal.event import Entry, Event
from steelyard.journal.process import Process
from steelyard.journal.redaction import Json

LOCK = "lock"
TAKEN = "lock.taken"
RELEASED = "lock.released"


@frozen
class Lock:
    """A gateway that somebody changes.

    ``since`` is in seconds since 1970; ``event`` is the number of the event that took it.
    """

    gateway: str
    who: str
    process: Process
    since: float
    rollout: str
    event: int

    def __str__(self) -> str:
        """Who and where, for people."""
        return f"{self.who} (process {self.process.pid} on {self.process.host})"


def held(last: Event | None) -> Lock | None:
    """The lock that the last event about locks of a gateway leaves; None for a free one."""
    if last is None or last.kind != TAKEN:
        return None
    return lock_of(last)


def lock_of(taken: Event) -> Lock:
    """The lock that an event of the kind `TAKEN` makes."""
    process = _process(taken.facts())
    return Lock(taken.gateway, taken.who, process, taken.at, taken.rollout, taken.number)


def taking(
    wanted: Entry,
    last: Event | None,
    here: Process,
    lives: Callable[[Process, Process], bool | None],
    force: str,
) -> Entry:
    """The event that takes the lock.

    ``wanted`` says who and which gateway, ``lives`` is `steelyard.journal.process.lives`, and
    ``force`` the reason to take a lock whose holder cannot be seen from here, "" for none.
    Raises `LockedError` with the holder's name while it is held: always when its process runs,
    and without ``force`` when that cannot be known.
    """
    data: dict[str, object] = dict(here._asdict())
    lock = held(last)
    if lock is not None:
        alive = lives(lock.process, here)
        if alive:
            raise _refused(lock, wanted.at, "wait for it, or end that process")
        if alive is None and not force.strip():
            raise _refused(
                lock,
                wanted.at,
                "whether that process runs cannot be seen from here; see there, then take it"
                " by force with the reason",
            )
        why = force if alive is None else f"process {lock.process.pid} does not run any more"
        data["over"] = {"who": lock.who, "event": lock.event, "why": why}
    return Entry(TAKEN, wanted.at, wanted.who, wanted.rollout, wanted.gateway, data=data)


def releasing(wanted: Entry, last: Event | None, here: Process) -> Entry:
    """The event that gives the lock back; `LockedError` when it is not this process's."""
    lock = held(last)
    if lock is None:
        raise LockedError(f"gateway {wanted.gateway} is not locked")
    if lock.process != here:
        raise _refused(lock, wanted.at, "only that process gives it back")
    return Entry(
        RELEASED, wanted.at, wanted.who, lock.rollout, lock.gateway, data={"event": lock.event}
    )


def _refused(lock: Lock, now: float, remedy: str) -> LockedError:
    """The refusal; ages are as the clocks say, never below 0."""
    age = max(0, round(now - lock.since))
    return LockedError(f"{lock} has been changing gateway {lock.gateway} for {age} s: {remedy}")


def _process(facts: Mapping[str, Json]) -> Process:
    texts = {name: str(facts.get(name, "")) for name in Process._fields if name != "pid"}
    pid = facts.get("pid")
    return Process(pid=pid if isinstance(pid, int) else 0, **texts)
