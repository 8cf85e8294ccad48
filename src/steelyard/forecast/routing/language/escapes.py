r"""What follows a backslash (pcre2pattern, "Backslash").

A whitelist: what is not listed here is refused, such as back references,
``\K``, ``\G``, ``\R``, ``\X``, ``\C`` and properties (``\p``).
"""

import re

from steelyard.forecast.routing.language import bytesets
from steelyard.forecast.routing.language.bytesets import negated
from steelyard.forecast.routing.language.refused import Inexpressible

SETS = {
    "d": bytesets.DIGIT,
    "D": negated(bytesets.DIGIT),
    "w": bytesets.WORD,
    "W": negated(bytesets.WORD),
    "s": bytesets.SPACE,
    "S": negated(bytesets.SPACE),
    "h": bytesets.HORIZONTAL,
    "H": negated(bytesets.HORIZONTAL),
    "v": bytesets.VERTICAL,
    "V": negated(bytesets.VERTICAL),
}
"""Generic character types, inside and outside of brackets."""

ASSERTIONS = {"b": "boundary", "B": "no boundary", "A": "start", "Z": "end", "z": "last end"}
"""Simple assertions; the names are those of `assertions`."""

_SINGLES = {"n": 0x0A, "r": 0x0D, "t": 0x09, "f": 0x0C, "e": 0x1B, "a": 0x07}
_NUMBERS = (
    (re.compile(rb"x([0-9A-Fa-f]{1,2})"), 16),
    (re.compile(rb"x\{([0-9A-Fa-f]{1,8})\}"), 16),
    (re.compile(rb"o\{([0-7]{1,8})\}"), 8),
    (re.compile(rb"(0[0-7]{0,2})"), 8),
)
_OCTAL_IN_BRACKETS = re.compile(rb"([0-7]{1,3})")
_CONTROL = re.compile(rb"c([\x20-\x7e])")


def single(text: bytes, at: int, in_brackets: bool = False) -> tuple[int, int] | None:
    """The one byte that the escape at ``at`` (behind the backslash) stands for, and its end.

    None when it stands for something else.
    """
    if at >= len(text):
        raise Inexpressible("it ends with a backslash")
    letter = chr(text[at])
    if text[at] >= 0x80 or not letter.isalnum():
        return text[at], at + 1
    if letter in _SINGLES:
        return _SINGLES[letter], at + 1
    if in_brackets and letter == "b":
        return 0x08, at + 1
    if control := _CONTROL.match(text, at):
        return ord(control[1].upper()) ^ 0x40, control.end()
    if in_brackets and (octal := _OCTAL_IN_BRACKETS.match(text, at)):
        return _byte(int(octal[1], 8)), octal.end()
    for form, base in _NUMBERS:
        if found := form.match(text, at):
            return _byte(int(found[1], base)), found.end()
    return None


def unknown(text: bytes, at: int) -> Inexpressible:
    """The refusal of the escape at ``at``."""
    return Inexpressible(f"\\{chr(text[at])} is not modelled")


def _byte(number: int) -> int:
    if number > 0xFF:
        raise Inexpressible(f"character {number:#x} is no byte")
    return number
