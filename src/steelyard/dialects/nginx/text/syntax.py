"""The exact tree of an NGINX configuration: directives and blocks.

A file is a list of directives; a directive is words and, for a block, a body.
Tokens keep their raw text, so that a file re-prints byte for byte.  Included
files are trees of their own: ``include`` directives carry the files' bodies,
and `expanded` walks through them as NGINX does.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from steelyard.core.place import Place


@dataclass(slots=True)
class Directive:
    """One directive.

    ``words[0]`` is its name; the words are what NGINX sees (quotes and escapes
    resolved).  ``body`` is None for a simple directive.  ``included`` holds the
    bodies of the files that an ``include`` brought in.  ``offset`` is where it
    starts in the file's text (characters), ``line`` counts from 1.
    ``comment``: comments on its line and right above it.
    """

    file: str
    line: int
    column: int
    words: list[str]
    body: "list[Directive] | None" = None
    included: "list[list[Directive]]" = field(default_factory=list)
    comment: str = ""
    columns: list[tuple[int, int]] | None = None
    """(line, column) of each word, where the lexer kept them."""

    @property
    def name(self) -> str:
        """The directive's name."""
        return self.words[0]

    @property
    def arguments(self) -> list[str]:
        """The words after the name."""
        return self.words[1:]

    def place(self, word: int = 0) -> Place:
        """The place of the directive, or of its word with that index."""
        if word and self.columns is not None and word < len(self.columns):
            line, column = self.columns[word]
            return Place(self.file, line, column, len(self.words[word]))
        return Place(self.file, self.line, self.column, len(self.words[0]))

    def text(self) -> str:
        """The directive in one line, for people."""
        return " ".join(self.words)


def expanded(body: list[Directive]) -> Iterator[Directive]:
    """The directives of a body, those of included files in the include's place."""
    for directive in body:
        if directive.included:
            for part in directive.included:
                yield from expanded(part)
        elif directive.words[0] != "include":
            yield directive
