"""Takes the body of one HTTP/1 message out of a growing buffer."""

KEPT = 4096
"""Bytes of a body that are kept."""

LONGEST_LINE = 8192


class Body:
    """A body of a stated length, in chunks, or (neither) up to the end of the connection."""

    __slots__ = ("_after", "_chunked", "_left", "broken", "done", "start")

    def __init__(self, length: int | None, chunked: bool) -> None:
        self._chunked = chunked
        self._left = 0 if chunked else length
        self._after = ""  # what stands after the present chunk: its line's end, or trailers
        self.done = not chunked and length == 0
        self.broken = False
        self.start = b""

    def take(self, pending: bytearray) -> None:
        """Remove from the front of ``pending`` what belongs to the body."""
        while pending and not self.done and not self.broken:
            if self._left is None or self._left:
                self._take_bytes(pending)
            elif not self._chunked or not self._take_line(pending):
                return

    def ended(self) -> None:
        """The connection ended: good for a body that lasts so long, bad for others."""
        if self._left is None and not self._chunked:
            self.done = True
        self.broken = not self.done

    def _take_bytes(self, pending: bytearray) -> None:
        count = len(pending) if self._left is None else min(self._left, len(pending))
        if len(self.start) < KEPT:
            self.start += bytes(pending[: min(count, KEPT - len(self.start))])
        del pending[:count]
        if self._left is None:
            return
        self._left -= count
        if self._left == 0:
            self.done, self._after = not self._chunked, "data"

    def _take_line(self, pending: bytearray) -> bool:
        """One line of the frame of chunks; False when it is not all there yet."""
        end = pending.find(b"\n", 0, LONGEST_LINE)
        if end < 0:
            self.broken = len(pending) >= LONGEST_LINE
            return False
        line = bytes(pending[:end]).rstrip(b"\r")
        del pending[: end + 1]
        if self._after == "data":
            self._after, self.broken = "", bool(line)
        elif self._after == "trailers":
            self.done = not line
        else:
            self._size(line.partition(b";")[0].strip())
        return True

    def _size(self, text: bytes) -> None:
        try:
            self._left = int(text, 16)
        except ValueError:
            self.broken = True
        else:
            self.broken = self._left < 0
            if self._left == 0:
                self._after = "trailers"
