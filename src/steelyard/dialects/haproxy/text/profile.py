"""What is in force in a section: its own lines over those of its defaults.

Configuration manual 4: a proxy starts as a copy of its defaults section, then
its own lines change the copy; of lines with the same keyword the last counts.
"""

from steelyard.core.record import field, record
from steelyard.dialects.haproxy.text.syntax import Line, Section

TWO_WORDS = frozenset({"timeout", "option", "stats", "no", "default", "http-check"})
"""Keywords whose second word is part of the name."""


@record
class Profile:
    """The lines in force, by keyword (``balance``, ``timeout connect``, ``option httpchk``).

    ``last`` has the line that counts, ``own`` all lines of the section itself,
    by the same keys.
    """

    section: Section
    last: dict[str, Line] = field(default_factory=dict)
    own: dict[str, list[Line]] = field(default_factory=dict)
    parent: "Profile | None" = None

    def lines(self, key: str) -> list[Line]:
        """The section's own lines of a key, in order."""
        return self.own.get(key, [])


def profile_of(section: Section, parent: Profile | None) -> Profile:
    """The profile of a section whose defaults have the profile ``parent``."""
    profile = Profile(section, parent=parent)
    last, own = profile.last, profile.own
    if parent is not None:
        last.update(parent.last)
    for line in section.lines:
        words = line.words
        key = words[0]
        if key in TWO_WORDS:
            key = _long_key(words)
            if key.startswith(("no ", "default ")):
                last.pop(key.partition(" ")[2], None)
                own.setdefault(key, []).append(line)
                continue
        if key in own:
            own[key].append(line)
        else:
            own[key] = [line]
        last[key] = line
    return profile


def _long_key(words: list[str]) -> str:
    """``timeout connect``, ``no option redispatch``."""
    if words[0] in ("no", "default"):
        count = 3 if words[1:2] == ["option"] else 2
        return " ".join(words[:count])
    return " ".join(words[:2])
