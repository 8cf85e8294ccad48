"""One log file through DuckDB: grouped by what matters, streamed, in bounded memory."""

import tempfile
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from steelyard.core.errors import InputError
from steelyard.core.place import Place
from steelyard.forecast.workload import query
from steelyard.forecast.workload.counts import SHOWN, Workload
from steelyard.forecast.workload.requests import Making

if TYPE_CHECKING:
    import duckdb

MEMORY = "512MB"
"""What DuckDB may hold before it spills to disk."""

ROWS = 20_000
"""Keys fetched at once."""

KEPT = 1_000
"""Keys without a request whose first lines are looked for."""

TICK = 0.2
"""Seconds between two reports of progress."""


def count_file(
    path: str, compression: str, making: Making, most: int, progress: Callable[[float], None]
) -> Workload | None:
    """The workload of one file, None when DuckDB refuses too much of it.

    Raises `InputError` when the file breaks off or the disk is full.
    """
    import duckdb

    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as base:
        base.execute(f"set memory_limit = '{MEMORY}'")
        base.execute("set temp_directory = ?", [folder])
        base.execute("set preserve_insertion_order = false")
        base.execute("set enable_progress_bar = true")
        base.execute("set enable_progress_bar_print = false")
        source = query.scan(path, compression)
        try:
            _patiently(base, query.grouped(source, making.columns), progress)
            refused = [row[0] for row in base.execute(query.refused()).fetchall()]
            if len(refused) >= query.REJECTS:
                return None
            found, unread = _workload(base, making, most)
            found.unread += len(refused)
            if found.unread:
                places = _places(base, source, making, unread, refused)
                found.bad = [(path, number) for number in places]
        except duckdb.Error as error:
            first = str(error).partition("\n")[0]
            raise InputError(f"cannot be read: {first}", Place(path, 0)) from None
    return found


def _workload(
    base: "duckdb.DuckDBPyConnection", making: Making, most: int
) -> tuple[Workload, list[Sequence[str]]]:
    """The workload of the grouped keys, and keys that tell of no request."""
    found = Workload()
    unread: list[Sequence[str]] = []
    row = base.execute(query.sums()).fetchone()
    keys, lines = row if row is not None else (0, 0)
    seen = 0
    rows = base.execute(query.every() if keys <= most else query.most_frequent(most))
    while part := rows.fetchmany(ROWS):
        for *texts, number in part:
            seen += number
            request = making.request(texts)
            if request is not None:
                found.add(request, number, most)
                continue
            found.unread += number
            if len(unread) < KEPT:
                unread.append(texts)
    found.beyond += lines - seen
    return found, unread


def _places(
    base: "duckdb.DuckDBPyConnection",
    source: str,
    making: Making,
    unread: Sequence[Sequence[str]],
    refused: Sequence[int],
) -> list[int]:
    """The numbers of the first lines that tell of no request."""
    found = list(refused[:SHOWN])
    if unread:
        base.execute("set preserve_insertion_order = true")
        base.execute("drop table refused; drop table refusing")
        base.execute(query.unread_table(making.columns))
        marks = ", ".join("?" * len(making.columns))
        base.executemany(f"insert into unread values ({marks})", unread)
        for row in base.execute(query.places(source, making.columns, SHOWN)).fetchall():
            number = row[0]
            for skipped in refused:  # those are not counted as lines there
                if skipped > number:
                    break
                number += 1
            found.append(number)
    return sorted(found)[:SHOWN]


def _patiently(
    base: "duckdb.DuckDBPyConnection", text: str, progress: Callable[[float], None]
) -> None:
    """Runs a query in another thread and says how far it is."""
    failed: list[Exception] = []

    def work() -> None:
        import duckdb

        try:
            base.execute(text)
        except duckdb.Error as error:
            failed.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(TICK)
            progress(max(0.0, base.query_progress()) / 100)
    except BaseException:
        base.interrupt()
        thread.join()
        raise
    if failed:
        raise failed[0]
