"""Cuts a line into words as HAProxy does.

Configuration manual 2.1 to 2.3 (format, quoting and escaping, environment
variables); the corners follow ``parse_line`` and ``readcfgfile`` of 2.6.  A
line without quotes, backslash and ``#`` is cut by `str.split`; everything else
goes through `scan`.
"""

import re
from collections.abc import Mapping

from steelyard.core.record import field, frozen, record

MAX_WORDS = 64
"""HAProxy refuses a line of more words."""

BLANKS = " \t\n\v\f\r"
"""What C's ``isspace`` takes; `str.split` takes more, see `is_plain`."""

EMPTY: Mapping[str, str] = {}

_SPLITS_TOO_MUCH = re.compile(
    "[\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
)
_OUTSIDE = re.compile(r"[^ \t\n\v\f\r\"'\\#]+")
_WEAK = re.compile(r'[^"\\$\n\r]+')
_STRONG = re.compile(r"[^'\n\r]+")
# A carriage return ends the line after a word, but not after a blank (measured).
_GAP = re.compile(r"[ \t\v\f][ \t\v\f\r]*")
_HEX = re.compile(r"[0-9A-Fa-f]{2}")
_NAME = re.compile(r"(?:[A-Za-z_]|\.)[A-Za-z0-9_]*")
_SIMPLE_ESCAPES = {" ": " ", "\\": "\\", "t": "\t", "n": "\n", "r": "\r"}
_EXPANSION_GAP = re.compile(f"[{BLANKS}]+")


class LexError(Exception):
    """A line that HAProxy cannot cut into words.

    ``column`` counts from 1 and points at the character it complains about.
    """

    def __init__(self, message: str, column: int) -> None:
        """``message`` is a sentence without full stop."""
        super().__init__(message)
        self.message = message
        self.column = column


@record
class Scan:
    """What `scan` found in a line.

    ``words`` still hold empty words; ``columns`` say where each starts, from 1.
    ``comment`` is the index of the ``#`` that starts the comment, -1 without
    one.  ``unset`` are the variables asked for that have no value and no
    default, with their columns.
    """

    words: list[str] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    comment: int = -1
    unset: list[tuple[str, int]] = field(default_factory=list)


@frozen
class Pseudo:
    """The values of ``.FILE``, ``.LINE`` and ``.SECTION`` (manual 2.3)."""

    file: str = ""
    line: int = 0
    section: str = ""

    def value(self, name: str) -> str | None:
        """The value of the pseudo-variable, None for a name that is none."""
        return {".FILE": self.file, ".LINE": str(self.line), ".SECTION": self.section}.get(name)


NO_PSEUDO = Pseudo()


def is_plain(text: str) -> bool:
    """Whether `str.split` cuts the text exactly where HAProxy does.

    False when it holds what Python takes for white space and C does not, such
    as a no-break space, or a carriage return inside a line, which may end it.
    """
    if "\r" in text and text.count("\r") != text.count("\r\n"):
        return False
    return _SPLITS_TOO_MUCH.search(text) is None


def has_marks(raw: str) -> bool:
    """Whether the line holds a quote, a backslash or a ``#``."""
    return "#" in raw or '"' in raw or "\\" in raw or "'" in raw


def split_line(
    raw: str, environment: Mapping[str, str] = EMPTY, pseudo: Pseudo = NO_PSEUDO
) -> list[str]:
    """The words of a line as HAProxy's keywords see them.

    An empty first word drops the line, an empty later word ends it (2.1).
    Raises `LexError`.
    """
    if not has_marks(raw) and is_plain(raw):
        words = raw.split()
        if len(words) < MAX_WORDS:
            return words
    return until_empty(scan(raw, environment, pseudo).words)


def until_empty(words: list[str]) -> list[str]:
    """The words before the first empty one."""
    return words[: words.index("")] if "" in words else words


def columns_of(raw: str, words: list[str] | None = None) -> list[int]:
    """The column (from 1) of each word; [] for a line that cannot be cut.

    ``words`` saves cutting a line without marks again.
    """
    if has_marks(raw):
        try:
            return scan(raw).columns
        except LexError:
            return []
    columns = []
    position = 0
    for word in split_line(raw) if words is None else words:
        position = raw.find(word, position) + 1
        columns.append(position)
        position += len(word) - 1
    return columns


def comment_of(raw: str) -> str:
    """The text after the ``#`` that starts a comment, stripped; "" without one."""
    if "#" not in raw:
        return ""
    try:
        start = scan(raw).comment
    except LexError:
        return ""
    return raw[start + 1 :].strip() if start >= 0 else ""


def scan(raw: str, environment: Mapping[str, str] = EMPTY, pseudo: Pseudo = NO_PSEUDO) -> Scan:
    """The words of a line, empty ones included, with their columns.

    A blank before the line end does not make a word.  Raises `LexError`.
    """
    return _Scanner(raw, environment, pseudo).run()


class _Scanner:
    """The state of one line's cutting: where we are and the word under way."""

    def __init__(self, raw: str, environment: Mapping[str, str], pseudo: Pseudo) -> None:
        self.raw = raw
        self.environment = environment
        self.pseudo = pseudo
        self.found = Scan()
        self.pieces: list[str] = []
        self.position = len(raw) - len(raw.lstrip(BLANKS))
        self.start = self.position
        self.begun = False

    def run(self) -> Scan:
        """Cuts the line up to its end or comment."""
        raw, length = self.raw, len(self.raw)
        while self.position < length:
            char = raw[self.position]
            if char in "\n\r":
                break
            if char == "#":
                self.found.comment = self.position
                break
            if char in " \t\v\f":
                self._gap()
            elif char == '"':
                self._weak()
            elif char == "'":
                self._strong()
            elif char == "\\":
                self._escape(weak=False)
            else:
                self._run(_OUTSIDE)
        # The binary counts the empty word after a trailing blank as well.
        count = len(self.found.words) + 1
        if self.begun:
            self._end_word()
        if count > MAX_WORDS:
            raise LexError(f"has more than {MAX_WORDS} words", self.found.columns[-1])
        return self.found

    def _gap(self) -> None:
        gap = _GAP.match(self.raw, self.position)
        assert gap is not None
        self._end_word()
        self.position = self.start = gap.end()

    def _run(self, pattern: re.Pattern[str]) -> None:
        """Takes a run of characters that mean themselves."""
        match = pattern.match(self.raw, self.position)
        assert match is not None
        self.pieces.append(match[0])
        self.begun = True
        self.position = match.end()

    def _end_word(self) -> None:
        word = "".join(self.pieces)
        if "\x00" in word:
            word = word[: word.index("\x00")]
        if not word.isascii():
            # \xHH gives single bytes; neighbours may make one character.
            word = word.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")
        self.found.words.append(word)
        self.found.columns.append(self.start + 1)
        self.pieces = []
        self.begun = False

    def _strong(self) -> None:
        """Everything up to the next ``'``, literally."""
        opening = self.position
        self.position += 1
        self.begun = True
        if _STRONG.match(self.raw, self.position):
            self._run(_STRONG)
        if self.raw[self.position : self.position + 1] != "'":
            raise LexError("has a single quote that is never closed", opening + 1)
        self.position += 1

    def _weak(self) -> None:
        """Everything up to the next ``"``: escapes and variables count."""
        raw, opening = self.raw, self.position
        self.position += 1
        self.begun = True
        while True:
            char = raw[self.position : self.position + 1]
            if char in ("", "\n", "\r"):
                raise LexError("has a double quote that is never closed", opening + 1)
            if char == '"':
                self.position += 1
                return
            if char == "\\":
                self._escape(weak=True)
            elif char == "$":
                self._variable()
            else:
                self._run(_WEAK)

    def _escape(self, *, weak: bool) -> None:
        """A backslash; unknown pairs keep both characters."""
        at = self.position
        char = self.raw[at + 1 : at + 2]
        self.begun = True
        self.position = at + 2
        if char in _SIMPLE_ESCAPES:
            self.pieces.append(_SIMPLE_ESCAPES[char])
        elif char and (char in "#\"'" or (char == "$" and weak)):
            self.pieces.append(char)
        elif char == "x":
            digits = _HEX.match(self.raw, at + 2)
            if digits is None:
                raise LexError("has \\x without two hexadecimal digits", at + 1)
            self.pieces.append(bytes([int(digits[0], 16)]).decode("utf-8", "surrogateescape"))
            self.position = at + 4
        else:
            self.pieces.append("\\")
            self.position = at + 1

    def _variable(self) -> None:
        """``$NAME``, ``${NAME}``, ``${NAME-default}``, ``${NAME[*]}`` (2.3)."""
        raw, at = self.raw, self.position
        braced = raw.startswith("{", at + 1)
        name = _NAME.match(raw, at + 1 + braced)
        if name is None:
            raise LexError("has a $ in double quotes that no variable name follows", at + 1)
        value = self._value_of(name[0], at)
        self.position = name.end()
        expand = braced and raw.startswith("[", self.position)
        if expand:
            if not raw.startswith("[*]", self.position):
                raise LexError("has a [ after a variable that is not [*]", self.position + 1)
            self.position += 3
        if braced:
            end = raw.find("}", self.position)
            default = raw.startswith("-", self.position)
            if end < 0 or (end > self.position and not default):
                raise LexError("has a brace after $ that is never closed", at + 2)
            if default and value is None:
                value = raw[self.position + 1 : end]
            self.position = end + 1
        if value is None:
            self.found.unset.append((name[0], at + 1))
        elif expand:
            self._expand(value)
        else:
            self.pieces.append(value)

    def _value_of(self, name: str, at: int) -> str | None:
        if not name.startswith("."):
            return self.environment.get(name)
        value = self.pseudo.value(name)
        if value is None:
            raise LexError(f"has the unknown pseudo-variable {name}", at + 1)
        return value

    def _expand(self, value: str) -> None:
        """``[*]``: white space in the value cuts words."""
        parts = _EXPANSION_GAP.split(value)
        for part in parts[:-1]:
            self.pieces.append(part)
            self._end_word()
        self.pieces.append(parts[-1])
        self.begun = True
