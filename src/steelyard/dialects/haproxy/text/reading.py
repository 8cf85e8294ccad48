"""What every builder is handed: the tree, the gateway under construction, and its pens."""

from steelyard.core.place import Place
from steelyard.core.record import field, record
from steelyard.core.source import SourceTree
from steelyard.dialects.haproxy.text import quantities, remarks
from steelyard.dialects.haproxy.text.profile import Profile
from steelyard.dialects.haproxy.text.syntax import Line
from steelyard.dialects.haproxy.text.tree import Configuration, comment_above
from steelyard.model.gateway import Gateway
from steelyard.model.notice import OpaqueText
from steelyard.model.pool import Setting


@record
class Reading:
    """One reading of one configuration.

    ``profiles`` are what is in force per section, by the section's identity.
    ``lines`` are all lines of each file, for the comments above a line.
    ``listeners`` is where each listener's name stands.
    """

    configuration: Configuration
    gateway: Gateway
    tree: SourceTree
    profiles: dict[int, Profile] = field(default_factory=dict)
    lines: dict[str, list[Line]] = field(default_factory=dict)
    listeners: dict[str, Place] = field(default_factory=dict)
    template_servers: int = 0
    """Servers made of templates so far, over all pools."""
    memory: dict[tuple[int, int, str], Setting | None] = field(default_factory=dict)
    """Values of words that were read before: many pools share the lines of their defaults."""

    @property
    def version(self) -> tuple[int, ...]:
        """The target version."""
        return self.gateway.version

    def comment(self, line: Line) -> str:
        """The comments on a line and right above it."""
        return comment_above(self.lines[line.file], line)

    def reject(
        self,
        line: Line,
        subject: str,
        message: str,
        remedy: str,
        word: int | None = None,
        related: remarks.Related = (),
    ) -> None:
        """Notes what ``haproxy -c`` refuses."""
        self.gateway.notices.append(
            remarks.rejected(line.place(word), subject, message, remedy, related)
        )

    def opaque(self, line: Line, reason: str, scope: str) -> None:
        """Keeps a line as opaque text."""
        self.gateway.opaque.append(OpaqueText(line.raw.strip(), reason, line.place(), scope))

    def seconds(self, line: Line, word: int, subject: str, unit: str = "ms") -> Setting | None:
        """The duration at that word; a refused one is noted, once, and None."""
        key = (id(line), word, unit)
        if key not in self.memory:
            self.memory[key] = self._seconds(line, word, subject, unit)
        return self.memory[key]

    def _seconds(self, line: Line, word: int, subject: str, unit: str) -> Setting | None:
        if word >= len(line.words):
            self.reject(
                line,
                subject,
                f"{' '.join(line.words[:2])} has no value.",
                "Write a duration such as 5s.",
            )
            return None
        text = line.words[word]
        found = quantities.duration(text, unit)
        if found.problem:
            message = f"The duration {text!r} of {line.words[word - 1]} {found.problem}."
            if found.seconds is None:
                self.reject(line, subject, message, "Write a duration such as 5s.", word)
                return None
            self.gateway.notices.append(
                remarks.misread_number(
                    line.place(word),
                    subject,
                    message,
                    f"HAProxy takes it for {found.seconds:g} s; a later version does not start.",
                    "Write the number and one unit, such as 5s.",
                )
            )
        return Setting(found.seconds or 0.0, text, line.place(word))

    def number(self, line: Line, word: int, subject: str) -> Setting | None:
        """The number at that word as ``atoi`` reads it; odd texts are noted, once."""
        key = (id(line), word, "")
        if key not in self.memory:
            self.memory[key] = self._number(line, word, subject)
        return self.memory[key]

    def _number(self, line: Line, word: int, subject: str) -> Setting | None:
        if word >= len(line.words):
            self.reject(line, subject, f"{line.words[word - 1]} has no value.", "Write a number.")
            return None
        text = line.words[word]
        value = quantities.leading_integer(text)
        if not quantities.is_integer(text):
            self.odd_number(line.place(word), subject, line.words[word - 1], text, value)
        return Setting(value, text, line.place(word))

    def odd_number(self, place: Place, subject: str, what: str, text: str, value: int) -> None:
        """Notes a number that HAProxy reads only in part."""
        self.gateway.notices.append(
            remarks.misread_number(
                place,
                subject,
                f"{what} {text!r} of {subject} is not a number; HAProxy reads the digits it "
                "starts with and says nothing.",
                f"{what} is {value}.",
                "Write the number that is meant.",
            )
        )
