"""The sizes of the picture, in pixels."""

from steelyard.core.record import frozen
from steelyard.forecast.flow import COLUMNS


@frozen
class Measures:
    """Sizes: the width of each column, the gap between columns, the least height of a box.

    ``full`` is the width of all traffic together, at most; ``dense`` boxes of
    servers have one line.
    """

    widths: tuple[int, int, int, int] = (168, 282, 222, 250)
    gap: int = 84
    full: int = 320
    line: int = 16
    head: int = 34
    dense: bool = False
    narrow: bool = False

    def lines(self, column: str) -> int:
        """Lines of text that every box of a column has room for."""
        if column == "server":
            return 1 if self.dense and not self.narrow else 2
        if self.dense:
            return 2
        return 3 if column == "route" and not self.narrow else 4

    def least(self, column: str) -> int:
        """The least height of a box."""
        return self.lines(column) * self.line + 10

    @property
    def width(self) -> int:
        """Of the whole picture."""
        return sum(self.widths) + 3 * self.gap + 2

    def left(self, column: str) -> int:
        """Where a column begins."""
        index = COLUMNS.index(column)
        return 1 + sum(self.widths[:index]) + index * self.gap


NARROW = Measures((82, 122, 124, 156), gap=34, full=280, narrow=True)
"""For two pictures beside each other."""

SPACE = {"listener": 22.0, "route": 10.0, "pool": 22.0, "server": 6.0}
"""The least distance between boxes of one column; of servers, within one pool."""
