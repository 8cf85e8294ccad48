"""One file's text to its exact tree, and back.

ngx_conf_file.c (ngx_conf_parse).  Iterative: nesting costs no Python stack.
"""

from steelyard.core.errors import InputError
from steelyard.core.place import Place
from steelyard.core.record import field, record
from steelyard.dialects.nginx.text.lex import DIRECTIVE, comments_in, explain, refuse_long, words_of
from steelyard.dialects.nginx.text.lua import end_of_lua
from steelyard.dialects.nginx.text.syntax import Directive

DEEPEST = 100
"""Blocks inside one another; no configuration that a person wrote comes near."""

_SUSPICIOUS = 1000
"""Characters above which a piece of text is looked at for words that are too long."""


@record
class Parsed:
    """One file as a tree: its directives, and the text after the last one.

    ``includes`` are its ``include`` directives with the names of the blocks
    that each stands in, ``size`` is the number of its directives.
    """

    path: str
    body: list[Directive]
    tail: str = ""
    includes: list[tuple[Directive, tuple[str, ...]]] = field(default_factory=list)
    size: int = 0


def parse(text: str, path: str) -> Parsed:
    """The tree of a text; `InputError` with the line where NGINX would stop."""
    return _Parser(text, path).run()


def reprint(parsed: Parsed) -> str:
    """The exact text of a tree."""
    out: list[str] = []
    todo: list[Directive | str] = [parsed.tail, *reversed(parsed.body)]
    while todo:
        item = todo.pop()
        if isinstance(item, str):
            out.append(item)
            continue
        out.append(item.lead)
        out.append(item.raw)
        if item.body is not None:
            todo.append(item.tail)
            todo.extend(reversed(item.body))
    return "".join(out)


class _Parser:
    """Where the reading of one file stands."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.parsed = Parsed(path, [])
        self.stack: list[tuple[Directive, list[Directive]]] = []
        self.body = self.parsed.body
        self.last: Directive | None = None
        self.position = 0
        self.line = 1
        self.line_start = 0
        # Line breaks and indentation of each blank space met: a file has few different ones.
        self.gaps: dict[str, tuple[int, int]] = {}

    def run(self) -> Parsed:
        """Directive by directive to the end of the file."""
        text = self.text
        path = self.parsed.path
        scan = DIRECTIVE.match
        gaps = self.gaps
        while True:
            match = scan(text, self.position)
            if match is None:
                explain(text, self.position, path, self.line)
            lead, simple, opens, closes, words, opens_too, _ = match.groups()
            comment = ""
            if lead in gaps:
                breaks, indent = gaps[lead]
                self.position += len(lead)
                if breaks:
                    self.line += breaks
                    self.line_start = self.position - indent
            elif lead:
                comment = self.skip(lead)
            start = self.position
            self.position = end = match.end()
            if simple is not None:
                found = simple.split()
            elif words is not None:
                found = words_of(text[start:end])
            elif closes:
                self.close(lead)
                continue
            else:
                return self.finish(lead)
            raw = text[start:end]
            block = opens or opens_too
            column = start - self.line_start + 1
            directive = Directive(
                path,
                self.line,
                column,
                found,
                [] if block else None,
                [],
                comment,
                None,
                lead,
                raw,
            )
            self.last = directive
            self.body.append(directive)
            self.parsed.size += 1
            if simple is None or "\n" in raw or len(raw) > _SUSPICIOUS:
                self.unusual(directive)
            if block:
                self.open(directive)
            elif found[0] == "include":
                names = tuple(item.words[0] for item, _ in self.stack)
                self.parsed.includes.append((directive, names))

    def skip(self, lead: str) -> str:
        """Pass blank space and comments; the comment right above what follows."""
        start = self.position
        self.position += len(lead)
        breaks = lead.count("\n")
        if len(lead) > _SUSPICIOUS:
            refuse_long(lead, self.parsed.path, self.line)
        if breaks:
            self.line += breaks
            self.line_start = start + lead.rfind("\n") + 1
        if "#" in lead:
            return self.remark(lead, start == 0)
        self.gaps[lead] = breaks, self.position - self.line_start
        return ""

    def remark(self, lead: str, first: bool) -> str:
        """Give the rest of a line to the directive on it; the lines right above the next."""
        lines = lead.split("\n")
        if not first:
            rest = lines.pop(0).strip()
            if rest and self.last is not None:
                _add_comment(self.last, rest.lstrip("#").strip())
        above: list[str] = []
        # The last part is the indentation of the directive itself.
        for line in reversed(lines[:-1]):
            stripped = line.strip()
            if not stripped:
                break
            above.append(stripped.lstrip("#").strip())
        return "\n".join(reversed(above))

    def unusual(self, directive: Directive) -> None:
        """Look after comments between words, line breaks and very long words."""
        raw = directive.raw
        if len(raw) > _SUSPICIOUS:
            refuse_long(raw, directive.file, self.line)
        for comment in comments_in(raw):
            _add_comment(directive, comment)
        breaks = raw.count("\n")
        if breaks:
            self.line += breaks
            self.line_start = self.position - len(raw) + raw.rfind("\n") + 1

    def open(self, directive: Directive) -> None:
        """Enter a block; a block of Lua code is passed as a whole."""
        if directive.words[0].endswith("_by_lua_block"):
            end = end_of_lua(self.text, self.position, directive.file, self.line)
            directive.tail = self.text[self.position : end]
            self.position = end
            breaks = directive.tail.count("\n")
            if breaks:
                self.line += breaks
                self.line_start = end - len(directive.tail) + directive.tail.rfind("\n") + 1
            return
        if len(self.stack) >= DEEPEST:
            where = Place(directive.file, directive.line)
            raise InputError(f"blocks nest deeper than {DEEPEST}", where)
        self.stack.append((directive, self.body))
        assert directive.body is not None
        self.body = directive.body

    def close(self, lead: str) -> None:
        """Leave a block."""
        if not self.stack:
            where = Place(self.parsed.path, self.line)
            raise InputError('unexpected "}": no block is open here', where)
        directive, self.body = self.stack.pop()
        directive.tail = lead + "}"
        self.last = None

    def finish(self, lead: str) -> Parsed:
        """End the file; no block may be open."""
        if self.stack:
            opened = self.stack[-1][0]
            message = (
                'unexpected end of file, expecting "}": the block '
                f'"{opened.words[0]}" that line {opened.line} opens is not closed'
            )
            raise InputError(message, Place(self.parsed.path, self.line))
        self.parsed.tail = lead
        return self.parsed


def _add_comment(directive: Directive, text: str) -> None:
    """One more line of comment for a directive."""
    directive.comment = f"{directive.comment}\n{text}" if directive.comment else text
