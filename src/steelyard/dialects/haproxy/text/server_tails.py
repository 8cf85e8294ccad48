"""What follows name and address on server lines: equal options are understood once.

The servers of a pool mostly differ in nothing but name and address; reading
their options one by one was a third of reading a large file.
"""

from steelyard.core.place import Place
from steelyard.dialects.haproxy.text.reading import Reading
from steelyard.dialects.haproxy.text.server_options import Draft, read_options
from steelyard.dialects.haproxy.text.syntax import Line
from steelyard.model.pool import Setting


class Tails:
    """The options met so far, by their text, under one prototype."""

    def __init__(self) -> None:
        """None is known."""
        self._known: dict[str, tuple[Line, int, Draft]] = {}

    def draft(self, reading: Reading, line: Line, subject: str, prototype: Draft) -> Draft:
        """What a server line says, on top of the prototype."""
        parts = line.raw.split(None, 3)
        if line.columns is not None or len(parts) < 4:  # A line that HAProxy cuts otherwise.
            draft = prototype.copy()
            read_options(reading, line, 3, subject, draft)
            return draft
        start = len(line.raw) - len(parts[3])
        known = self._known.get(parts[3])
        if known is not None:
            first, at, model = known
            return _moved(model.copy(), first, line, start - at)
        draft = prototype.copy()
        said = len(reading.gateway.notices), len(reading.gateway.opaque)
        read_options(reading, line, 3, subject, draft)
        # A line with a fault is read each time: its notices name the server.
        if said == (len(reading.gateway.notices), len(reading.gateway.opaque)) and not draft.id:
            self._known[parts[3]] = line, start, draft.copy()
        return draft


def _moved(draft: Draft, first: Line, line: Line, shift: int) -> Draft:
    """The draft with what the first line says put at the places of another."""
    for settings in (draft.limits, draft.passive, draft.checking, draft.settings):
        for keyword, setting in settings.items():
            file, number, column, width = setting.place
            if number == first.number and file == first.file:
                place = Place(line.file, line.number, column + shift, width)
                settings[keyword] = Setting(setting.value, setting.written, place)
    return draft
