"""A reader of PCRE2 expressions as HAProxy and NGINX compile them: on bytes, newline is LF.

Written after the man page pcre2pattern; sections are named where they are used.
It reads every expression rightly or refuses it: look-behind, atomic groups,
back references, recursion, conditions, verbs, and what PCRE2 itself refuses or
what changed its meaning between versions.
"""

import re

from steelyard.forecast.routing.language import bytesets, escapes
from steelyard.forecast.routing.language.brackets import bracketed
from steelyard.forecast.routing.language.options import SETTING, Options, changed
from steelyard.forecast.routing.language.possessive import checked
from steelyard.forecast.routing.language.quantifiers import quantifier
from steelyard.forecast.routing.language.refused import Inexpressible, TooLarge
from steelyard.forecast.routing.language.syntax import (
    Ahead,
    Assertion,
    Bytes,
    Choice,
    Node,
    Repeat,
    Sequence,
)

DEEPEST = 40
"""Groups within groups that are read; PCRE2 itself stops at 250."""

LONGEST = 10_000
"""Bytes of an expression that are read, so that the reading takes no long time."""

_NAME = rb"[A-Za-z_][A-Za-z0-9_]{0,31}"
_CAPTURE = re.compile(rb"\(\?(?:P?<%b>|'%b'|\|)" % (_NAME, _NAME))
_LOOK_AHEAD = re.compile(rb"\(\?[=!]")
_SKIPPED = re.compile(rb"\\E|\\Q\\E|\(\?#[^)]*\)")
_SKIPPED_EXTENDED = re.compile(rb"[\t\n\v\f\r ]+|#[^\n]*(?:\n|\Z)")
_QUOTED = re.compile(rb"\\Q(.*?)(?:\\E|\Z)", re.DOTALL)


# PCRE2 takes \h and \S (and \v and \S) for disjoint where it makes a repetition
# possessive by itself, though both hold the bytes 0xa0 (and 0x85): it does not
# find what its own manual says.  Seen in 10.42 and 10.47.
_MISTAKEN = re.compile(rb"(?=.*\\S).*\\[hv]", re.DOTALL)


def parse(text: bytes, ignore_case: bool = False) -> Node:
    """The syntax tree of an expression; raises `Inexpressible`."""
    if len(text) > LONGEST:
        raise TooLarge(f"more than {LONGEST} bytes")
    if _MISTAKEN.match(text):
        raise Inexpressible("\\S together with \\h or \\v, where PCRE2 errs")
    reader = _Reader(text, Options(ignore_case=ignore_case))
    node = reader.alternatives(0)
    if reader.at < len(text):
        raise Inexpressible("a closing parenthesis without its opening one")
    return node


class _Reader:
    """Recursive descent, at most `DEEPEST` groups deep."""

    def __init__(self, text: bytes, options: Options) -> None:
        self.text = text
        self.at = 0
        self._options = options

    def alternatives(self, depth: int) -> Node:
        """What stands between here and the end of the group ("Vertical bar").

        An option set in one alternative holds in those after it.
        """
        if depth > DEEPEST:
            raise Inexpressible(f"more than {DEEPEST} groups within one another")
        parts = [self._sequence(depth)]
        while self.text[self.at : self.at + 1] == b"|":
            self.at += 1
            parts.append(self._sequence(depth))
        return parts[0] if len(parts) == 1 else Choice(tuple(parts))

    def _sequence(self, depth: int) -> Node:
        """One alternative."""
        parts: list[Node] = []
        repeatable = False
        while self.at < len(self.text) and self.text[self.at] not in b"|)":
            if self._skipped():
                continue
            if found := quantifier(self.text, self.at):
                if not repeatable:
                    raise Inexpressible("a quantifier with nothing to repeat")
                parts[-1] = Repeat(parts[-1], found.least, found.most, found.possessive)
                self.at = found.end
                repeatable = False
                continue
            new = self._items(depth)
            parts += new
            repeatable = bool(new) and not isinstance(new[-1], Assertion | Ahead)
        return Sequence(checked(parts, is_tail=depth == 0))

    def _skipped(self) -> bool:
        """Steps over what means nothing ("Comments")."""
        found = _SKIPPED.match(self.text, self.at)
        if found is None and self._options.extended:
            found = _SKIPPED_EXTENDED.match(self.text, self.at)
        if found is None:
            return False
        self.at = found.end()
        return True

    def _items(self, depth: int) -> list[Node]:
        """The next item; none for a setting of options, several for a quoted text."""
        char = chr(self.text[self.at])
        if char == "(":
            return self._group(depth)
        if char == "[":
            mask, self.at = bracketed(self.text, self.at, self._options.ignore_case)
            return [Bytes(mask)]
        if char == "\\":
            return self._escape()
        self.at += 1
        if char == ".":
            return [Bytes(bytesets.ANY if self._options.dot_all else bytesets.NOT_NEWLINE)]
        if char == "^":
            return [Assertion("line start" if self._options.multi_line else "start")]
        if char == "$":
            return [Assertion("line end" if self._options.multi_line else "end")]
        return [self._literal(ord(char))]

    def _literal(self, byte: int) -> Bytes:
        mask = 1 << byte
        return Bytes(bytesets.folded(mask) if self._options.ignore_case else mask)

    def _escape(self) -> list[Node]:
        """A backslash and what follows ("Backslash")."""
        if quoted := _QUOTED.match(self.text, self.at):
            self.at = quoted.end()
            return [self._literal(byte) for byte in quoted[1]]
        found = escapes.single(self.text, self.at + 1)
        if found is not None:
            self.at = found[1]
            return [self._literal(found[0])]
        letter = chr(self.text[self.at + 1])
        self.at += 2
        if letter in escapes.SETS:
            return [Bytes(escapes.SETS[letter])]
        if letter in escapes.ASSERTIONS:
            return [Assertion(escapes.ASSERTIONS[letter])]
        if letter == "N" and self.text[self.at : self.at + 1] != b"{":
            return [Bytes(bytesets.NOT_NEWLINE)]
        raise escapes.unknown(self.text, self.at - 1)

    def _group(self, depth: int) -> list[Node]:
        """What begins with a parenthesis ("Groups", "Assertions")."""
        before = self._options
        wanted: bool | None = None
        if setting := SETTING.match(self.text, self.at):
            self._options = changed(before, setting)
            self.at = setting.end()
            if setting[3] == b")":
                return []
        elif found := _CAPTURE.match(self.text, self.at):
            self.at = found.end()
        elif found := _LOOK_AHEAD.match(self.text, self.at):
            self.at = found.end()
            wanted = found[0].endswith(b"=")
        elif self.text[self.at + 1 : self.at + 2] in (b"?", b"*"):
            raise Inexpressible(f"{self.text[self.at : self.at + 4].decode('latin-1')}...")
        else:
            self.at += 1
        node = self.alternatives(depth + 1)
        if self.at >= len(self.text):
            raise Inexpressible("a group without its closing parenthesis")
        self.at += 1
        self._options = before
        return [node if wanted is None else Ahead(node, wanted)]
