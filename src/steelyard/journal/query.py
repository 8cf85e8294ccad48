"""What is asked of the table of events."""

import sqlite3
from collections.abc import Iterator

from steelyard.journal.event import Event
from steelyard.journal.locks import LOCK

STARTED = "rollout.started"
ENDED = "rollout.ended"

_COLUMNS = ", ".join(Event.__match_args__)
_EVENTS = f"SELECT {_COLUMNS} FROM events"
_ADD = f"INSERT INTO events ({_COLUMNS}) VALUES ({', '.join('?' * len(Event.__match_args__))})"
_NOT_LOCKS = f"kind NOT LIKE '{LOCK}.%'"
_OPEN = f"""
    SELECT rollout FROM events
    WHERE rollout <> '' AND {_NOT_LOCKS}
    GROUP BY rollout
    HAVING max(number * (kind = '{STARTED}')) > 0
    AND max(number) > max(number * (kind = '{ENDED}'))
    ORDER BY min(number)
"""


def add(connection: sqlite3.Connection, event: Event) -> None:
    """Write one event."""
    connection.execute(_ADD, [getattr(event, name) for name in Event.__match_args__])


def last(connection: sqlite3.Connection) -> Event | None:
    """The event with the highest number."""
    row = connection.execute(f"{_EVENTS} ORDER BY number DESC LIMIT 1").fetchone()
    return row and Event(*row)


def numbered(connection: sqlite3.Connection, number: int) -> Event | None:
    """The event with this number."""
    row = connection.execute(f"{_EVENTS} WHERE number = ?", (number,)).fetchone()
    return row and Event(*row)


def after(connection: sqlite3.Connection, number: int) -> Iterator[Event]:
    """All events with higher numbers, in order, read as they are asked for."""
    for row in connection.execute(f"{_EVENTS} WHERE number > ? ORDER BY number", (number,)):
        yield Event(*row)


def of_rollout(connection: sqlite3.Connection, rollout: str) -> list[Event]:
    """The events of a rollout, in order."""
    rows = connection.execute(f"{_EVENTS} WHERE rollout = ? ORDER BY number", (rollout,))
    return [Event(*row) for row in rows]


def latest(connection: sqlite3.Connection, gateway: str, kind: str) -> Event | None:
    """The last event of a gateway of a kind or below; "" for any but those about locks."""
    kinds, values = ("kind = ? OR kind LIKE ?", (kind, f"{kind}.%")) if kind else (_NOT_LOCKS, ())
    row = connection.execute(
        f"{_EVENTS} WHERE gateway = ? AND ({kinds}) ORDER BY number DESC LIMIT 1",
        (gateway, *values),
    ).fetchone()
    return row and Event(*row)


def open_rollouts(connection: sqlite3.Connection) -> tuple[str, ...]:
    """The ids of the rollouts that were begun and have not ended."""
    return tuple(row[0] for row in connection.execute(_OPEN))


def disorder(connection: sqlite3.Connection) -> str | None:
    """What SQLite finds wrong with its pages and indexes; None for nothing."""
    found = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
    return None if found == "ok" else " ".join(found.split())[:200]
