"""One thing that happened: what is told (`Entry`), what is kept (`Event`), and the chain.

Every event has a number, counted from 1 without gaps, and a hash over its content and the
hash of the one before, so that a changed or missing event is noticed.  Order is by number;
time is only told, for clocks go backwards.
"""

import hashlib
import json
import math
import re
from collections.abc import Iterable, Mapping

from steelyard.core.record import frozen
from steelyard.journal.errors import JournalError
from steelyard.journal.redaction import Json, redacted, redacted_text

DATA_LIMIT = 16_384
"""Characters that the data of one event may take as JSON (ASCII, so bytes as well)."""

TEXT_LIMIT = 200
"""Characters that a rollout's id, a gateway, a revision or a name may have."""

KIND = re.compile(r"[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)+")
"""What a kind looks like: at least two words, with dots between."""

BEGINNING = "0" * 64
"""What stands for the hash before the first event."""

_ENCODING = "steelyard.journal.event/1"


@frozen
class Entry:
    """What is told to the journal.

    ``at`` is in seconds since 1970.  ``rollout`` is the id of a rollout or an incident, ""
    where there is none; so are ``gateway`` and ``revision`` (the hash of a configuration).
    ``who`` is the person or program that did it.  ``data`` is a small object of JSON.
    """

    kind: str
    at: float
    who: str
    rollout: str = ""
    gateway: str = ""
    revision: str = ""
    data: Mapping[str, object] = {}


@frozen
class Event:
    """What the journal keeps: an entry without secrets, its number, and the chain.

    ``data`` is canonical JSON; `Event.facts` reads it.  ``previous`` and ``digest`` are
    SHA-256 in hexadecimal: of the event before, and of this one.
    """

    number: int
    at: float
    rollout: str
    gateway: str
    revision: str
    who: str
    kind: str
    data: str
    previous: str
    digest: str

    def facts(self) -> dict[str, Json]:
        """The data as objects of Python."""
        found: dict[str, Json] = json.loads(self.data)
        return found


def seal(entry: Entry, number: int, previous: str) -> Event:
    """The event that an entry becomes as the next in the chain, without secrets.

    Raises `JournalError` for texts and data that are too large or not printable; `ValueError`
    and `TypeError` for a kind, a time or data that a program made wrongly.
    """
    if not KIND.fullmatch(entry.kind) or len(entry.kind) > TEXT_LIMIT:
        raise ValueError(f"not a kind of event: {entry.kind!r}")
    if not math.isfinite(entry.at):
        raise ValueError(f"not a time: {entry.at!r}")
    if not entry.who.strip():
        raise JournalError("an event needs the name of who did it")
    # SQLite keeps -0.0 as 0.0; the sum is 0.0 for both.
    at = float(entry.at) + 0.0
    rollout = checked_text("rollout", entry.rollout)
    gateway = checked_text("gateway", entry.gateway)
    revision = checked_text("revision", entry.revision)
    who = checked_text("who", entry.who)
    data = encoded(entry.data)
    made = (number, at, rollout, gateway, revision, who, entry.kind, data, previous)
    return Event(*made, digest=_digest(*made))


def checked_text(name: str, text: str) -> str:
    """The text without secrets; `JournalError` where it is too long or not printable."""
    if len(text) > TEXT_LIMIT:
        raise JournalError(f"{name} is longer than {TEXT_LIMIT} characters: {text[:20]!r}...")
    if not text.isprintable():
        raise JournalError(f"{name} has characters that cannot be shown: {text!r}")
    return redacted_text(text)[:TEXT_LIMIT]


def encoded(data: Mapping[str, object]) -> str:
    """The data without secrets as canonical JSON: sorted, no spaces, ASCII.

    Raises `JournalError` when it is larger than `DATA_LIMIT`.
    """
    text = _canonical(redacted(data))
    if len(text) > DATA_LIMIT:
        raise JournalError(
            f"data of an event is {len(text)} characters of JSON, more than {DATA_LIMIT}"
        )
    return text


def whole(event: Event) -> bool:
    """Say whether an event is as it was written, looked at alone."""
    fields = (event.rollout, event.gateway, event.revision, event.who, event.kind, event.data)
    if not isinstance(event.at, float) or not all(isinstance(field, str) for field in fields):
        return False
    return event.digest == _digest(event.number, event.at, *fields, event.previous)


def first_wrong(events: Iterable[Event], after: int = 0, digest: str = BEGINNING) -> str | None:
    """What is wrong with the chain, by the first wrong event; None when it holds.

    ``events`` are those after number ``after``, in order; ``digest`` is that one's.
    """
    for event in events:
        after += 1
        if event.number != after:
            return f"event {after} is missing (the next one there is {event.number})"
        if not whole(event):
            return f"event {after} is not as it was written"
        if event.previous != digest:
            return f"event {after} does not follow the event before it: one of them was replaced"
        digest = event.digest
    return None


def _canonical(data: object) -> str:
    return json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _digest(*fields: object) -> str:
    return hashlib.sha256(_canonical([_ENCODING, *fields]).encode("ascii")).hexdigest()
