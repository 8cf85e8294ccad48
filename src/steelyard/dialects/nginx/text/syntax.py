"""The exact tree of an NGINX configuration: directives and blocks.

A file is a list of directives; a directive is words and, for a block, a body.
Tokens keep their raw text, so that a file re-prints byte for byte.  Included
files are trees of their own: ``include`` directives carry the files' bodies,
and `expanded` walks through them as NGINX does.
"""

from collections.abc import Iterator

from steelyard.core.place import Place
from steelyard.core.record import field, record


@record
class Directive:
    """One directive.

    ``words[0]`` is its name; the words are what NGINX sees (quotes and escapes
    resolved).  ``body`` is None for a simple directive.  ``included`` holds the
    bodies of the files that an ``include`` brought in.  ``line`` counts from 1.
    ``comment``: comments on its line and right above it.

    What re-prints it: ``lead`` is the blank space and comments before it,
    ``raw`` its text from the first word to the ``;`` or ``{``, ``tail`` what
    stands before the closing ``}`` of a block, with it.
    """

    file: str
    line: int
    column: int
    words: list[str]
    body: "list[Directive] | None" = None
    included: "list[list[Directive]]" = field(default_factory=list)
    comment: str = ""
    columns: list[tuple[int, int]] | None = None
    """(line, column) of each word, None until `place` is asked for one."""
    lead: str = ""
    raw: str = ""
    tail: str = ""
    index: "dict[str, list[Directive]] | None" = None
    """The directives of the body by name, None until one is asked for."""
    mentions: "list[Directive] | None" = None
    """What `steelyard.dialects.nginx.text.mentions` found below, None until it looked."""

    @property
    def name(self) -> str:
        """The directive's name."""
        return self.words[0]

    @property
    def arguments(self) -> list[str]:
        """The words after the name."""
        return self.words[1:]

    def by_name(self) -> "dict[str, list[Directive]]":
        """The directives of the body by name, included files' ones among them."""
        if self.index is None:
            self.index = {}
            for item in expanded(self.body or []):
                name = item.words[0]
                if name in self.index:
                    self.index[name].append(item)
                else:
                    self.index[name] = [item]
        return self.index

    def named(self, name: str) -> "list[Directive]":
        """The directives of that name in the body, included files' ones among them."""
        index = self.by_name() if self.index is None else self.index
        return index.get(name, _NONE)

    def named_any(self, names: "frozenset[str]") -> "list[Directive]":
        """The directives of these names in the body, in the order of the text."""
        found = [own for name, own in self.by_name().items() if name in names]
        if len(found) > 1:
            return [item for item in expanded(self.body or []) if item.words[0] in names]
        return found[0] if found else _NONE

    def place(self, word: int = 0) -> Place:
        """The place of the directive, or of its word with that index."""
        if word and word < len(self.words):
            if word == 1 and self.columns is None:
                # The usual case: nothing but blank space between the name and the next word.
                name, text = self.words[:2]
                at = self.raw.find(text, len(name))
                if at > 0 and self.raw.startswith(name) and not self.raw[len(name) : at].strip(" "):
                    return _place(Place, (self.file, self.line, self.column + at, len(text)))
            if self.columns is None:
                from steelyard.dialects.nginx.text.lex import columns_of

                self.columns = columns_of(self.raw, self.line, self.column)
            if word < len(self.columns):
                line, column = self.columns[word]
                return Place(self.file, line, column, len(self.words[word]))
        return _place(Place, (self.file, self.line, self.column, len(self.words[0])))

    def text(self) -> str:
        """The directive in one line, for people."""
        return " ".join(self.words)


_NONE: list[Directive] = []

# Half the time of calling Place; a large file makes tens of thousands.
_place = tuple.__new__


def expanded(body: list[Directive]) -> list[Directive]:
    """The directives of a body, those of included files in the include's place.

    The body itself when it includes nothing, as nearly all do: not to be changed.
    """
    for directive in body:
        if directive.words[0] == "include":
            return list(_with_includes(body))
    return body


def _with_includes(body: list[Directive]) -> Iterator[Directive]:
    for directive in body:
        if directive.included:
            for part in directive.included:
                yield from _with_includes(part)
        elif directive.words[0] != "include":
            yield directive
