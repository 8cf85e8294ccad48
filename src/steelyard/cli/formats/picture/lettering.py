"""Text of a configuration, made safe for HTML and cut to the width that it has."""

import unicodedata

from steelyard.core.secrets import masked

MONO = 0.61
"""Width of a character of a monospaced font, in parts of the font's size, at most."""
PLAIN = 0.56
"""Width of a character of a proportional font in running text, on the safe side."""

BOLD = 0.7
"""Likewise of bold text, and of its digits."""

_UNSEEN = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
_FORMAT = "Cf"  # among them what turns the direction of text around


def clean(text: str) -> str:
    """``text`` on one line: secrets masked, and what is not to be seen made visible."""
    shown = []
    for character in masked(text):
        kind = "" if " " <= character <= "~" else unicodedata.category(character)
        if character in "\t\n\r":
            shown.append(" ")
        elif kind in _UNSEEN or kind == _FORMAT:
            shown.append("\ufffd")
        else:
            shown.append(character)
    return "".join(shown)


def escape(text: str) -> str:
    """Text for HTML and SVG, between tags and in quoted attributes."""
    return (
        clean(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
        .replace("'", "&#39;")
    )


def letter(style: str, *, narrow: bool = False) -> float:
    """Pixels of one column of text in a class of the style sheet, on the safe side."""
    first = style[:1]
    if first == "n":
        return (12 if narrow else 13) * MONO
    if first == "r":
        return (11 if narrow else 12) * MONO
    if first == "s":
        return 13 * BOLD
    if first == "t":
        return 12 * BOLD
    return (11 if first == "p" else 12) * PLAIN


def columns(text: str) -> int:
    """How many columns of a monospaced font a text takes."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    """0 for combining marks, 2 for wide characters."""
    if character < "\u0300":
        return 1
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cut(text: str, width: int, *, middle: bool = False) -> str:
    """``text`` in at most ``width`` columns; ``middle`` keeps the end, as names need it."""
    text = clean(text)
    if columns(text) <= width:
        return text
    if width < 2:
        return "…"[:width]
    tail = _last(text, (width - 1) // 2) if middle else ""
    return _first(text, width - 1 - columns(tail)) + "…" + tail


def _first(text: str, width: int) -> str:
    """The start of a text."""
    used = 0
    for index, character in enumerate(text):
        used += _columns(character)
        if used > width:
            return text[:index]
    return text


def _last(text: str, width: int) -> str:
    """The end of a text; not begun with a mark that combines with what is cut off."""
    used, start = 0, len(text)
    while start and used + _columns(text[start - 1]) <= width:
        start -= 1
        used += _columns(text[start])
    while start < len(text) and not _columns(text[start]):
        start += 1
    return text[start:]


def folded(text: str, width: int, most: int) -> list[str]:
    """``text`` in at most ``most`` lines of ``width`` columns, broken at blanks where it can be."""
    text = clean(text)
    lines: list[str] = []
    while columns(text) > width and len(lines) < most - 1:
        first = _first(text, width)
        blank = first.rfind(" ")
        if blank > width // 2 and text[len(first)] != " ":
            first = first[:blank]
        lines.append(first.rstrip())
        text = text[len(first) :].lstrip()
    return [*lines, cut(text, width)]
