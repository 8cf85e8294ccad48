"""The one place where the wall clock is read: everywhere else time is an argument."""

from datetime import UTC, date, datetime


def today() -> date:
    """The date in UTC, as end dates in policies mean it."""
    return datetime.now(UTC).date()  # noqa: TID251 - the edge of the process
