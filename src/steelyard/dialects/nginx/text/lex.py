r"""The tokens of an NGINX configuration, exactly as ngx_conf_read_token cuts them.

ngx_conf_file.c.  A word ends at blank space, ``;`` or ``{``; quotes matter only
as its first character, and after the closing one only blank space, ``;``, ``{``
or ``)`` may follow.  ``\`` protects the next character everywhere, but only
``\" \' \\ \t \r \n`` are rewritten.  ``{`` directly after ``$`` belongs to the
word.  ``#`` starts a comment only where a word could start, and a ``}`` inside
a bare word is ordinary.

One regular expression takes a whole directive at a time; every repetition in
it is possessive, so that no text makes it slow.
"""

import re
from typing import NoReturn

from steelyard.core.errors import InputError
from steelyard.core.place import Place

LONGEST = 4095
"""Bytes of a word or comment with what ends it: NGX_CONF_BUFFER less one."""

_BLANK = r"[ \t\r\n]"
_GAP = rf"(?:{_BLANK}++|\#[^\n]*+)*+"
_DOUBLE = r'"(?:[^"\\]++|\\[\s\S])*+"'
_SINGLE = r"'(?:[^'\\]++|\\[\s\S])*+'"
_BARE = (
    r"(?:[^ \t\r\n;{}\"'\#\\$]|\$\{*+|\\[\s\S])"
    r"(?:[^ \t\r\n;{\\$]++|\$\{*+|\\[\s\S])*+"
)
_WORD = rf"(?:(?:{_DOUBLE}|{_SINGLE})(?=[ \t\r\n;{{)])|{_BARE})"
# Printable ASCII without anything that has a meaning: such words may be split at blanks.
_SIMPLE = r"[!$%&()*+,\-./0-9:<=>?@A-Z\[\]^_`a-z|~]++"

DIRECTIVE = re.compile(
    rf"({_GAP})"
    r"(?:"
    rf"({_SIMPLE}(?:{_BLANK}++{_SIMPLE})*+){_BLANK}*+(?:;|((?<!\$)\{{))"
    r"|(\})"
    rf"|({_WORD}(?:(?:{_BLANK}{_GAP}|(?<=[\"'])(?=\))){_WORD})*+)(?:{_BLANK}{_GAP})?+(?:;|(\{{))"
    r"|(\Z)"
    r")"
)
"""One step: 1 the gap; 2 simple words, 3 their ``{``; 4 ``}``; 5 any words, 6 ``{``; 7 the end."""

_PIECE = re.compile(rf"{_BLANK}++|(\#[^\n]*+)|({_DOUBLE}|{_SINGLE})|({_BARE})|[;{{]")
_ESCAPE = re.compile(r"\\([\"'\\trn])")
_REWRITTEN = {"t": "\t", "r": "\r", "n": "\n", '"': '"', "'": "'", "\\": "\\"}


def unescaped(text: str) -> str:
    """The text of a word after NGINX rewrote its escapes."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda match: _REWRITTEN[match[1]], text)


def words_of(raw: str) -> list[str]:
    """The words of a directive's text, quotes and escapes resolved."""
    found = []
    for match in _PIECE.finditer(raw):
        kind = match.lastindex
        if kind == 2:
            found.append(unescaped(match[2][1:-1]))
        elif kind == 3:
            found.append(unescaped(match[3]))
    return found


def comments_in(raw: str) -> list[str]:
    """The comments between the words of a directive, without their ``#``."""
    if "#" not in raw:
        return []
    pieces = _PIECE.finditer(raw)
    return [match[1].lstrip("#").strip() for match in pieces if match.lastindex == 1]


def columns_of(raw: str, line: int, column: int) -> list[tuple[int, int]]:
    """The (line, column) of each word's text, for a directive that starts at that point."""
    found = []
    start_of_line = 1 - column
    for match in _PIECE.finditer(raw):
        start, end = match.span()
        if match.lastindex in (2, 3):
            quote = 1 if match.lastindex == 2 else 0
            found.append((line, start + quote - start_of_line + 1))
        breaks = raw.count("\n", start, end)
        if breaks:
            line += breaks
            start_of_line = raw.rfind("\n", start, end) + 1
    return found


def refuse_long(text: str, file: str, line: int) -> None:
    """Refuse a word or comment that does not fit NGINX's buffer, as NGINX does.

    The buffer holds the word from its first character to the one after it.
    """
    for match in _PIECE.finditer(text):
        piece = match[0]
        if match.lastindex is None:
            line += piece.count("\n")
            continue
        size = len(piece.encode("utf-8", "surrogateescape")) - (match.lastindex == 2)
        ended = match.lastindex == 1 or text[match.end() : match.end() + 1] in (";", "{")
        if size > LONGEST or (size == LONGEST and not ended):
            shown = piece[:10]
            message = f'too long parameter "{shown}...": NGINX takes at most {LONGEST} bytes'
            raise InputError(message, Place(file, line))
        line += piece.count("\n")


def explain(text: str, start: int, file: str, line: int) -> NoReturn:
    """Raise what ``nginx -t`` would say about the text at ``start``, where no directive fits.

    ``line`` is the line of ``start``.
    """
    position = start
    words = 0
    quoted = False
    while position < len(text):
        character = text[position]
        if character in ";{" or (character == "}" and not quoted):
            # A `;` or `{` after words would have ended a directive.
            _unexpected(character, file, line, words)
        if quoted and character not in " \t\r\n#)":
            _unexpected(character, file, line, words)
        match = _PIECE.match(text, position)
        if match is None or (quoted and character == "#"):
            break
        line += match[0].count("\n")
        words += match.lastindex in (2, 3)
        quoted = match.lastindex == 2
        position = match.end()
    else:
        raise InputError('unexpected end of file, expecting ";" or "}"', Place(file, line))
    if quoted:
        _unexpected(text[position], file, line, words)
    _unfinished(text, position, file, line)


def _unexpected(character: str, file: str, line: int, words: int) -> NoReturn:
    """Refuse a character; after words before a ``}`` a semicolon is what is missing."""
    hint = ', is a ";" missing before it?' if character == "}" and words else ""
    raise InputError(f'unexpected "{character}"{hint}', Place(file, line))


def _unfinished(text: str, position: int, file: str, line: int) -> NoReturn:
    """Refuse a quote that nothing closes, or a backslash at the very end."""
    quote = text[position]
    if quote in "\"'":
        message = f"unexpected end of file: the {quote} that starts here is never closed"
        raise InputError(message, Place(file, line))
    last = line + text.count("\n", position)
    raise InputError('unexpected end of file, expecting ";" or "}"', Place(file, last))
