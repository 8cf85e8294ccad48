"""Answers of HAProxy's runtime interface cut into fields (management guide 9.1 to 9.3).

Columns are found by name: each version adds some.  What is no such answer ends in a
`LiveError` that says what came instead.
"""

import csv
import re
from collections.abc import Collection, Iterator, Sequence

from steelyard.dialects.runtime import LiveError

SHOWN = 60
"""Characters of a wrong answer that are shown."""

LARGEST = 2**64 - 1
"""What the counters can hold."""

PLAIN = 19
"""Texts of fewer digits than this are smaller than `LARGEST`."""

_NUMBER = re.compile(r"-?[0-9]{1,20}")


class Table:
    """The rows of an answer with a head line, and where its columns stand."""

    def __init__(self, what: str, head: Sequence[str], needed: Collection[str]) -> None:
        """``what`` was asked; `LiveError` when a column of ``needed`` is missing."""
        self.what = what
        self._index = {name: index for index, name in enumerate(head) if name}
        missing = sorted(set(needed) - self._index.keys())
        if missing:
            raise LiveError(
                f"the answer to {what!r} lacks the columns {', '.join(missing)}: "
                "this HAProxy is too old, or it is no HAProxy"
            )
        self._width = 1 + max(self._index[name] for name in needed)
        self.row: Sequence[str] = ()

    def take(self, row: Sequence[str]) -> None:
        """Look at this row from now on; `LiveError` when it ends too soon."""
        if len(row) < self._width:
            raise LiveError(f"the answer to {self.what!r} is cut off: {shown(','.join(row))}")
        self.row = row

    def text(self, name: str) -> str:
        """The field of this column; "" when the column or the field is missing."""
        index = self._index.get(name)
        return self.row[index] if index is not None and index < len(self.row) else ""

    def number(self, name: str) -> int | None:
        """The field as a number; None when it is empty or missing."""
        index = self._index.get(name)
        text = self.row[index] if index is not None and index < len(self.row) else ""
        if not text:
            return None
        # Nearly all are short and plain, and there are 200,000 in the answer of a large gateway.
        if text == "0":
            return 0
        if len(text) < PLAIN and text.isascii() and text.isdigit():
            return int(text)
        return number(text, f"{name} in the answer to {self.what!r}")

    def count(self, name: str) -> int:
        """The field as a number that is not negative, 0 when empty or missing."""
        value = self.number(name) or 0
        if value < 0:
            raise LiveError(f"{name} in the answer to {self.what!r} is negative: {value}")
        return value


def number(text: str, what: str) -> int:
    """A whole number as HAProxy prints it; `LiveError` for anything else."""
    if not _NUMBER.fullmatch(text) or abs(int(text)) > LARGEST:
        raise LiveError(f"{what} is no number: {shown(text)}")
    return int(text)


def comma_rows(answer: str, what: str, needed: Collection[str]) -> Iterator[Table]:
    """The rows of ``show stat``, one after another in the same table."""
    lines = answer.split("\n")
    if not lines[0].startswith("# pxname,"):
        raise unexpected(answer, what)
    if not answer.endswith("\n\n"):
        raise LiveError(f"the answer to {what!r} is cut off: {shown(lines[-1])}")
    table = Table(what, lines[0][2:].split(","), needed)
    # Free text in quotes holds no line ends: HAProxy drops them.
    try:
        for row in csv.reader([line for line in lines[1:] if line], strict=True):
            table.take(row)
            yield table
    except csv.Error as error:
        raise LiveError(f"the answer to {what!r} is no CSV: {error}") from None


def blank_rows(answer: str, what: str, needed: Collection[str]) -> Iterator[Table]:
    """The rows of ``show servers state``: format version 1, fields between blanks."""
    lines = answer.split("\n")
    if len(lines) < 2 or lines[0] != "1" or not lines[1].startswith("# be_id "):
        raise unexpected(answer, what)
    if not answer.endswith("\n\n"):
        raise LiveError(f"the answer to {what!r} is cut off: {shown(lines[-1])}")
    table = Table(what, lines[1][2:].split(" "), needed)
    for line in lines[2:]:
        if line:
            table.take(line.split(" "))
            yield table


def pairs(answer: str, what: str, needed: Collection[str]) -> dict[str, str]:
    """The ``Name: value`` lines of ``show info``."""
    found = {}
    for line in answer.split("\n"):
        name, colon, value = line.partition(": ")
        if colon:
            found[name] = value
    if "Name" not in found or "Pid" not in found:
        raise unexpected(answer, what)
    missing = sorted(set(needed) - found.keys())
    if missing:
        raise LiveError(f"the answer to {what!r} lacks {', '.join(missing)}")
    return found


def unexpected(answer: str, what: str) -> LiveError:
    """The error for something else than an answer: HAProxy says itself what is wrong."""
    said = next((line for line in answer.split("\n") if line.strip()), "")
    return LiveError(f"the answer to {what!r} is none: {shown(said) or 'it is empty'}")


def shown(text: str, most: int = SHOWN) -> str:
    """The beginning of a text that may hold anything."""
    plain = "".join(c if c.isprintable() else "?" for c in text[: most + 1].strip())
    return plain[:most] + "..." if len(plain) > most else plain
