"""Files -> lines -> sections: the exact tree of a configuration.

Configuration manual 2.1 and 2.4; several files as with several ``-f``
(management guide 3): in order, a directory gives its ``*.cfg`` in lexical
order, hidden ones not, and a section ends with its file.
"""

import re
from collections.abc import Mapping

from steelyard.core.errors import InputError
from steelyard.core.place import Place
from steelyard.core.record import field, record
from steelyard.core.source import SourceTree
from steelyard.dialects.contract import ReadOptions
from steelyard.dialects.haproxy.text import lex, macros, remarks
from steelyard.dialects.haproxy.text.branches import Branches
from steelyard.dialects.haproxy.text.inheritance import link_defaults
from steelyard.dialects.haproxy.text.sections import NAMELESS, NEGATABLE, SECTIONS
from steelyard.dialects.haproxy.text.syntax import Line, Section, SyntaxFile
from steelyard.model.notice import Notice, OpaqueText

DEFAULT_VERSION = (2, 6)
"""What is assumed when nothing says otherwise: the oldest release in wide use."""

_SPECIAL = frozenset({*SECTIONS, "no", "default"})
_NEGATABLE = [[word] for word in NEGATABLE]

_SAID = re.compile(
    r"^#.*?\b(?:haproxy|needs|requires)\b[^0-9\n]{0,20}([1-9]\.[0-9]{1,2}(?:\.[0-9]+)?)",
    re.I | re.M,
)
_DEMANDED = re.compile(
    r"^[ \t]*\.if[ \t]+(?:![ \t]*version_atleast|version_before)\(([0-9][0-9.]*)[^)\n]*\)[^\n]*\n"
    r"[ \t]*\.alert\b",
    re.M,
)


@record
class Configuration:
    """A whole configuration as text: what the builders read.

    ``sections`` are in the order of the files.  ``environment`` are the
    variables it was read with.  ``version`` is the target; ``version_stated``
    is False when it was assumed.  ``notices`` and ``opaque`` are what reading
    the text alone brought up.
    """

    path: str
    files: list[SyntaxFile] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    environment: Mapping[str, str] = field(default_factory=dict)
    version: tuple[int, ...] = DEFAULT_VERSION
    version_stated: bool = False
    notices: list[Notice] = field(default_factory=list)
    opaque: list[OpaqueText] = field(default_factory=list)

    def named(self, *keywords: str) -> list[Section]:
        """The sections of these kinds, in order."""
        return [section for section in self.sections if section.keyword in keywords]


def read_configuration(tree: SourceTree, options: ReadOptions) -> Configuration:
    """The configuration that ``tree.path`` holds. Raises `InputError`."""
    texts = [(path, tree.read(path)) for path in _paths(tree)]
    configuration = Configuration(tree.path, environment=options.environment)
    _decide_version(configuration, texts, options.version)
    for path, text in texts:
        configuration.files.append(_FileReader(configuration, path).read(text))
    if not configuration.sections:
        raise InputError(
            "no section is in it: an HAProxy configuration has at least one of "
            "global, defaults, frontend, backend, listen",
            Place(tree.path, 0),
        )
    if not configuration.version_stated:
        needed = max(SECTIONS[section.keyword] for section in configuration.sections)
        configuration.version = max(configuration.version, needed)
    link_defaults(configuration.sections, configuration.notices)
    return configuration


def reprint(text: str) -> str:
    """The text through lines and back: equal, byte for byte."""
    configuration = Configuration("")
    return _FileReader(configuration, "").read(text).reprint()


def _paths(tree: SourceTree) -> list[str]:
    """The files to read, as ``haproxy -f`` would."""
    if not tree.is_directory(tree.path):
        return [tree.path]
    base = tree.path.rstrip("/") or "/"
    names = [
        name
        for name in tree.children(tree.path)
        if name.endswith(".cfg") and not name.startswith(".")
    ]
    paths = [path for path in (f"{base}/{name}" for name in names) if not tree.is_directory(path)]
    if not paths:
        raise InputError("no file named *.cfg is in this directory", Place(tree.path, 0))
    return paths


def _decide_version(
    configuration: Configuration, texts: list[tuple[str, str]], wanted: tuple[int, ...] | None
) -> None:
    """The target version: asked for, stated in the head comment, demanded, or assumed."""
    if wanted is not None:
        configuration.version, configuration.version_stated = wanted, True
        return
    for _, text in texts:
        head = re.match(r"(?:[ \t\r]*(?:#[^\n]*)?\n)*", text)
        said = _SAID.search(head[0]) if head else None
        demanded = [macros.version_of(match) or () for match in _DEMANDED.findall(text)]
        if said is not None:
            demanded.append(macros.version_of(said[1]) or ())
        best = max(demanded, default=())
        # "needs 2.4" is met by the version assumed anyway.
        if best > configuration.version or (said is not None and best):
            configuration.version, configuration.version_stated = best, True


class _FileReader:
    """One file's way from text to lines and sections."""

    def __init__(self, configuration: Configuration, path: str) -> None:
        self.configuration = configuration
        self.path = path
        self.lines: list[Line] = []
        self.section: Section | None = None
        self.branches = Branches(configuration.environment, configuration.version)

    def read(self, text: str) -> SyntaxFile:
        """Every line of the text, sections appended to the configuration."""
        parts = text.split("\n")
        last = parts.pop()
        plain = lex.is_plain(text)
        path, lines, branches = self.path, self.lines, self.branches
        own: list[Line] = []
        for number, part in enumerate(parts, 1):
            raw = part + "\n"
            line: Line | None
            if plain and not ("#" in raw or '"' in raw or "\\" in raw or "'" in raw):
                words = raw.split()
                line = Line(path, number, raw, words)
                lines.append(line)
                if not words:
                    continue
                if words[0][0] in "[." or len(words) >= lex.MAX_WORDS:
                    line = self._slow(lines.pop())
            else:
                line = self._slow(Line(path, number, raw, []))
            if line is None:
                continue
            if not branches.taken:
                line.active = False
            elif line.words[0] in _SPECIAL or self.section is None:
                own = self._special(line, own)
            else:
                own.append(line)
        self._finish(last, len(parts) + 1)
        return SyntaxFile(path, lines)

    def _finish(self, last: str, number: int) -> None:
        """A last line without line end, and blocks left open."""
        if last:
            self._keep_unread(last, number)
            self._reject(
                Line(self.path, number, last, []),
                "The last line has no line end: HAProxy takes the file for truncated.",
                "End the file with a newline.",
            )
        for opened in self.branches.unclosed:
            self._reject(opened, "This .if has no .endif.", "Add the .endif.")

    def _keep_unread(self, last: str, number: int) -> None:
        """The unfinished line takes part all the same: it is meant."""
        line = self._slow(Line(self.path, number, last, []))
        if line is None:
            return
        line.active = self.branches.taken
        if not line.active:
            return
        if line.words[0] in _SPECIAL or self.section is None:
            self._special(line, [] if self.section is None else self.section.lines)
        else:
            self.section.lines.append(line)

    def _slow(self, line: Line) -> Line | None:
        """A line that needs the scanner; None when no statement is left of it."""
        raw, number = line.raw, line.number
        self.lines.append(line)
        start = raw.lstrip(lex.BLANKS)
        if start.startswith("#") or not start:
            return None
        if start.startswith("["):
            self._opaque(line, "a scope mark, which only filter files use", "")
            return None
        section = self.section
        name = "" if section is None else section.name or section.keyword
        try:
            found = lex.scan(
                raw, self.configuration.environment, lex.Pseudo(self.path, number, name)
            )
        except lex.LexError as error:
            line.columns = [error.column]
            place = Place(self.path, number, error.column)
            self.configuration.notices.append(
                remarks.rejected(
                    place, self._subject(), f"The line {error.message}.", "Correct the quoting."
                )
            )
            self._opaque(line, "cannot be cut into words", self._scope())
            return None
        line.columns = found.columns
        if found.words and found.words[0].startswith("."):
            self._macro(line, found)
            return None
        return self._words(line, found)

    def _words(self, line: Line, found: lex.Scan) -> Line | None:
        """Takes the words over; an empty one ends them (manual 2.1, measured)."""
        words = found.words
        notices = self.configuration.notices
        taken = self.branches.taken
        if "" in words:
            end = words.index("")
            line.words, line.rest = words[:end], words[end:]
            lost = " ".join(word for word in words[end:] if word)
            if taken and (lost or end == 0):
                place = Place(self.path, line.number, found.columns[end])
                notices.append(remarks.empty_word(place, self._subject(), lost))
        else:
            line.words = words
        if found.unset and taken:
            seen = " ".join(word or '""' for word in words)
            for name, column in dict(found.unset).items():
                place = Place(self.path, line.number, column, len(name) + 1)
                notices.append(remarks.unset_variable(place, self._subject(), name, seen))
        return line if line.words else None

    def _macro(self, line: Line, found: lex.Scan) -> None:
        """``.if`` and its kin, ``.alert`` and its kin (manual 2.4)."""
        line.words = lex.until_empty(found.words)
        line.active = False
        message = self.branches.take(line, " ".join(found.words[1:]))
        if message:
            self._reject(line, message, "Correct the condition.")
        if self.branches.undecided:
            reason = self.branches.undecided
            self.branches.undecided = ""
            self._opaque(line, reason, "gateway")

    def _special(self, line: Line, own: list[Line]) -> list[Line]:
        """A section's head, or a ``no``/``default`` line; gives the list lines go to."""
        words = line.words
        if words[0] in SECTIONS:
            return self._section(line)
        if words[0] in ("no", "default") and words[1:2] not in _NEGATABLE:
            self._reject(
                line,
                f"{words[0]!r} stands before {' '.join(words[1:2]) or 'nothing'}; "
                "it is for options, log and a few global settings only.",
                "Write the setting without it.",
            )
        elif self.section is None:
            self._reject(
                line,
                f"{line.words[0]!r} stands outside any section.",
                "Put it under the section that it belongs to; each file starts with one.",
            )
        else:
            own.append(line)
        return own

    def _section(self, line: Line) -> list[Line]:
        """A new section; gives its list of lines."""
        words = line.words
        name = words[1] if len(words) > 1 else ""
        if words[0] == "defaults" and name == "from" and len(words) == 3:
            name = ""
        section = Section(words[0], name, line, comment=comment_above(self.lines, line))
        if not name and words[0] not in NAMELESS:
            self._reject(line, f"The {words[0]} section has no name.", "Give it a name.")
        self.section = section
        self.configuration.sections.append(section)
        return section.lines

    def _subject(self) -> str:
        section = self.section
        return self.path if section is None else section.name or section.keyword

    def _scope(self) -> str:
        return "gateway" if self.section is None else scope_of(self.section)

    def _reject(self, line: Line, message: str, remedy: str) -> None:
        self.configuration.notices.append(
            remarks.rejected(line.place(), self._subject(), message, remedy)
        )

    def _opaque(self, line: Line, reason: str, scope: str) -> None:
        self.configuration.opaque.append(OpaqueText(line.raw.strip(), reason, line.place(), scope))


def scope_of(section: Section) -> str:
    """What depends on a section's unread line, as in `OpaqueText.scope`."""
    if section.keyword == "backend":
        return f"pool {section.name}"
    if section.keyword in ("frontend", "listen"):
        return f"listener {section.name}"
    return "gateway"


def comment_above(lines: list[Line], line: Line) -> str:
    """The comments right above a line and on it, top down, one text.

    ``lines`` are the file's lines so far or altogether.
    """
    texts = []
    index = line.number - 2
    while index >= 0:
        start = lines[index].raw.lstrip(lex.BLANKS)
        if not start.startswith("#"):
            break
        texts.append(start.strip("#-=* \t\r\n"))
        index -= 1
    texts.reverse()
    if "#" in line.raw:
        texts.append(lex.comment_of(line.raw))
    return "\n".join(text for text in texts if text)
