"""Where something was written.

Everything that is read keeps its place, so that everything that is said can
name it.
"""

from typing import NamedTuple


class Place(NamedTuple):
    """A point in a source file.

    ``file`` is the path as the user would type it, ``line`` and ``column``
    count from 1, in characters.  ``width`` is the length in characters of the
    text meant, 0 when the whole line is.
    """

    file: str
    line: int
    column: int = 1
    width: int = 0

    def __str__(self) -> str:
        """``file:line``, the form that editors and terminals make clickable."""
        return f"{self.file}:{self.line}"


NOWHERE = Place("", 0)
"""The place of what no file states, such as a default of the binary."""
