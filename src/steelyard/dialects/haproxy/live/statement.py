"""One line that may change: its words as HAProxy sees them and as they stand there.

A line that nobody changes keeps its text byte for byte.  In a changed one the
words that nobody touched keep theirs, with their quotes and variables.
"""

from steelyard.core.place import Place
from steelyard.core.record import record
from steelyard.dialects.haproxy.text import lex
from steelyard.dialects.haproxy.text.syntax import Line

LEFT_OUT = "# left out"
"""What stands for a line that is not there any more, so that later ones keep their numbers."""

_ESCAPED = {"\t": "\\t", "\n": "\\n", "\r": "\\r", "\v": "\\x0b", "\f": "\\x0c"}


@record
class Word:
    """``text`` as HAProxy sees it, ``raw`` as it stands in the file."""

    text: str
    raw: str


@record
class Statement:
    """A line under the knife.

    ``lines`` are what it becomes when that is not one line of its own words.
    ``tail`` is what stands behind the last word: blanks, a comment, the line end.
    """

    line: Line
    words: list[Word]
    indent: str = ""
    tail: str = "\n"
    changed: bool = False
    lines: list[str] | None = None

    @property
    def texts(self) -> list[str]:
        """The words as HAProxy sees them."""
        return [word.text for word in self.words]

    @property
    def key(self) -> tuple[str, int]:
        """The file and the line's number."""
        return self.line.file, self.line.number

    @property
    def gone(self) -> bool:
        """Whether the line is left out."""
        return self.lines == []

    def text(self, index: int) -> str:
        """The word at that index, "" beyond the end."""
        return self.words[index].text if index < len(self.words) else ""

    def place(self, word: int | None = None) -> Place:
        """Where the line stands, or its word as it was read."""
        return self.line.place(word)

    def set(self, index: int, text: str) -> None:
        """Another word at that index."""
        self.words[index] = word_of(text)
        self.changed = True

    def keep(self, words: list[Word]) -> None:
        """Other words altogether."""
        self.words = words
        self.changed = True

    def leave_out(self) -> None:
        """Nothing of the line stays but its place."""
        self.lines = []

    def rendered(self, words: list[Word]) -> str:
        """These words as a line in the place of this one."""
        tail = self.tail if self.tail.endswith("\n") else self.tail + "\n"
        return self.indent + " ".join(word.raw for word in words) + tail

    def text_now(self) -> str:
        """The text of the line as it is now."""
        text = self.line.raw
        if self.lines == []:
            text = f"{self.indent}{LEFT_OUT}\n"
        elif self.lines is not None:
            text = "".join(self.lines)
        elif self.changed:
            text = self.rendered(self.words)
        # HAProxy refuses a last line without line end; that stays so.
        return text if self.line.raw.endswith("\n") else text.removesuffix("\n")


def statement_of(line: Line) -> Statement | None:
    """The line in its words; None for a blank one, a comment, and what cannot be cut.

    The first word decides what a line is: it stays what it was when it was read,
    whatever a variable in it is by then.
    """
    raw = line.raw
    try:
        found = lex.scan(raw)
    except lex.LexError:
        return None
    if not found.words:
        return None
    starts = [column - 1 for column in found.columns]
    limit = found.comment if found.comment >= 0 else len(raw)
    words, end = [], starts[0]
    for index, text in enumerate(found.words):
        following = next((start for start in starts[index + 1 :] if start > starts[index]), limit)
        end = _end(raw, starts[index], following)
        # A variable that spreads over several words: each gets a text of its own.
        alone = starts.count(starts[index]) == 1
        words.append(Word(text, raw[starts[index] : end]) if alone else word_of(text))
    statement = Statement(line, words, raw[: starts[0]], raw[end:])
    if not words[0].text:
        statement.leave_out()
    elif "$" in words[0].raw:
        statement.set(0, words[0].text)
    return statement


def word_of(text: str) -> Word:
    """A word with the text, escaped where it has to be (manual 2.2)."""
    raw = "".join(_ESCAPED.get(char, f"\\{char}" if char in " \\\"'#" else char) for char in text)
    return Word(text, raw or '""')


def words_of(*texts: str) -> list[Word]:
    """Several words."""
    return [word_of(text) for text in texts]


def _end(raw: str, start: int, limit: int) -> int:
    """Where the word that starts there ends: before the blanks that no backslash holds."""
    text = raw[start:limit]
    cut = len(text.rstrip(lex.BLANKS))
    slashes = len(text[:cut]) - len(text[:cut].rstrip("\\"))
    if slashes % 2 and cut < len(text) and text[cut] in " \t":
        cut += 1
    return start + cut
