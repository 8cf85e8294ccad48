"""The exact tree of an HAProxy configuration: lines, sections, files.

Configuration manual section 2 (configuration file format).  Every line keeps
its raw text, so that a file re-prints byte for byte; the words are what HAProxy
makes of them (quotes, escapes and environment variables resolved).
"""

from collections.abc import Iterator

from steelyard.core.place import Place
from steelyard.core.record import field, record
from steelyard.dialects.haproxy.text.lex import columns_of, comment_of

# Half the time of calling Place; places are half of what reading a big file makes.
_place = tuple.__new__


@record
class Line:
    """One line of a file.

    ``raw`` is the exact text with its line end.  ``words`` are the words as
    HAProxy sees them; [] for blank and comment lines.  ``columns`` are the
    columns (from 1) where each word starts, None until asked for.
    ``active`` is False inside a false ``.if`` branch and for the conditional
    lines themselves.
    """

    file: str
    number: int
    raw: str
    words: list[str]
    columns: list[int] | None = None
    active: bool = True
    rest: list[str] | None = None
    """What stood from the first empty word on (``""`` or an unset variable); most
    keywords never see it, server options look past it."""

    @property
    def comment(self) -> str:
        """The text of the comment on this line, "" when there is none."""
        return comment_of(self.raw)

    def place(self, word: int | None = None) -> Place:
        """The place of the line, or of its word with that index (from 0)."""
        if word is None or word >= len(self.words):
            start = len(self.raw) - len(self.raw.lstrip())
            return Place(self.file, self.number, start + 1, len(self.raw.strip()))
        text = self.words[word]
        columns = self.columns
        if columns is None:
            # A line without marks: its words stand in it as they are.
            first = self.words[0]
            start = self.raw.find(first) + len(first) if word == 1 else 0
            column = self.raw.find(text, start)
            if word == 1 or self.raw.find(text, column + 1) < 0:
                return _place(Place, (self.file, self.number, column + 1, len(text)))
            columns = self.columns = columns_of(self.raw, self.words)
        column = columns[word] if word < len(columns) else 1
        return _place(Place, (self.file, self.number, column, len(text)))


@record
class Section:
    """One section: its head line and the active lines that belong to it.

    ``keyword`` is ``global``, ``defaults``, ``frontend``, ``backend``,
    ``listen``, ``resolvers``, ...; ``name`` "" when it has none.  ``parent`` is
    the defaults section that a proxy (or a defaults section) takes over,
    resolved by ``from`` or, without it, the last preceding one; None when
    there is none.
    """

    keyword: str
    name: str
    head: Line
    lines: list[Line] = field(default_factory=list)
    parent: "Section | None" = None
    comment: str = ""

    def chain(self) -> "Iterator[Section]":
        """This section, then its defaults, then their defaults."""
        section: Section | None = self
        while section is not None:
            yield section
            section = section.parent

    def find(self, *keywords: str) -> Line | None:
        """The last line that starts with these words.

        It is looked for in the nearest section of the chain that has one; None
        when no section has.
        """
        count = len(keywords)
        wanted = list(keywords)
        for section in self.chain():
            for line in reversed(section.lines):
                if line.words[:count] == wanted:
                    return line
        return None

    def all(self, keyword: str) -> list[Line]:
        """The section's own lines with that first word, in order (defaults excluded)."""
        return [line for line in self.lines if line.words[0] == keyword]


@record
class SyntaxFile:
    """One file: every line, so that it can be printed again."""

    path: str
    lines: list[Line]

    def reprint(self) -> str:
        """The exact text of the file."""
        return "".join(line.raw for line in self.lines)
