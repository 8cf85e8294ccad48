"""The queries that have DuckDB read, cut and group the lines of a log.

Lines are read as they are, one column, and cut by expressions: faster than a
regular expression, and a stray quote never swallows the next line.  All that a
query gives is counts by key, so that files can be read apart and summed.
"""

from collections.abc import Sequence

from steelyard.forecast.workload.cuts import quoted
from steelyard.forecast.workload.formats import Column
from steelyard.forecast.workload.lines import MAX_LINE

REJECTS = 10_000
"""Lines kept that DuckDB refuses (not UTF-8, too long); with more the plain reader counts."""

TABLE = "counted"
"""The table of keys and counts."""


def scan(path: str, compression: str) -> str:
    """The lines of a file as a relation with the column ``line``; None for an empty one."""
    options = [
        "delim = ''",  # No separator: the line is the column, up to a NUL.
        "quote = ''",
        "escape = ''",
        "header = false",
        "auto_detect = false",
        "strict_mode = false",
        "ignore_errors = true",
        "store_rejects = true",
        "rejects_table = 'refused'",
        "rejects_scan = 'refusing'",
        f"rejects_limit = {REJECTS}",
        f"max_line_size = {MAX_LINE}",
        f"compression = '{compression}'",
        "columns = {'line': 'VARCHAR'}",
    ]
    return f"read_csv({quoted(_literal(path))}, {', '.join(options)})"


def grouped(source: str, columns: Sequence[Column]) -> str:
    """Makes `TABLE`: one row for each distinct key, ``number`` says how often it came."""
    return (
        f"create temp table {TABLE} as select {_keys(columns)}, count(*) as number "
        f"from {source} where line <> '' group by all"
    )


def sums() -> str:
    """How many keys and lines there are."""
    return f"select count(*), coalesce(sum(number), 0)::bigint from {TABLE}"


def most_frequent(most: int) -> str:
    """The keys with their counts, at most so many; the most frequent ones first if not all."""
    return f"select * from {TABLE} order by number desc limit {most}"


def every() -> str:
    """All keys with their counts."""
    return f"select * from {TABLE}"


def refused() -> str:
    """The numbers of the lines that DuckDB refused."""
    return "select distinct line from refused order by line"


def places(source: str, columns: Sequence[Column], first: int) -> str:
    """The numbers, among the lines not refused, of the first whose keys stand in ``unread``."""
    names = ", ".join(f"c{index}" for index in range(len(columns)))
    return (
        f"select number from (select row_number() over () as number, line, {_keys(columns)} "
        f"from {source}) where line <> '' and ({names}) in (select ({names}) from unread) "
        f"order by number limit {first}"
    )


def unread_table(columns: Sequence[Column]) -> str:
    """Makes the empty table ``unread`` of keys that tell of no request."""
    names = ", ".join(f"c{index} varchar" for index in range(len(columns)))
    return f"create temp table unread ({names})"


def _keys(columns: Sequence[Column]) -> str:
    """The columns as expressions c0, c1, ..."""
    return ", ".join(f"{column.cut.sql()} as c{index}" for index, column in enumerate(columns))


def _literal(path: str) -> str:
    """A path whose name is no pattern of several."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in path)
