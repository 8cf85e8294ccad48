"""Quantifiers (pcre2pattern, "Repetition")."""

import re

from steelyard.core.record import frozen
from steelyard.forecast.routing.language.refused import Inexpressible

_MOST = 65535
_SIMPLE = {ord("*"): (0, None), ord("+"): (1, None), ord("?"): (0, 1)}
_COUNTED = re.compile(rb"\{(\d+)(?:(,)(\d*))?\}")
_DOUBTFUL = re.compile(rb"\{(?=[^}]*[\d,])[ \t]*\d*[ \t]*,?[ \t]*\d*[ \t]*\}")


@frozen
class Quantifier:
    """How often, and where it ends in the text; lazy ones match the same texts."""

    least: int
    most: int | None
    possessive: bool
    end: int


def quantifier(text: bytes, at: int) -> Quantifier | None:
    """The quantifier that stands there; None when there is none.

    ``{,n}`` and blanks within the braces are literal before PCRE2 10.43 and
    counts since: refused.
    """
    least: int
    most: int | None
    if text[at] in _SIMPLE:
        (least, most), end = _SIMPLE[text[at]], at + 1
    elif counted := _COUNTED.match(text, at):
        least, end = _number(counted[1]), counted.end()
        most = (_number(counted[3]) if counted[3] else None) if counted[2] else least
        if most is not None and most < least:
            raise Inexpressible("a quantifier with its numbers out of order")
    elif _DOUBTFUL.match(text, at):
        raise Inexpressible("braces that are a quantifier in some versions of PCRE2 only")
    else:
        return None
    mark = text[end : end + 1]
    return Quantifier(least, most, mark == b"+", end + (mark in (b"?", b"+")))


def _number(digits: bytes) -> int:
    if len(digits) > len(str(_MOST)) or int(digits) > _MOST:
        raise Inexpressible("a quantifier with too large a number")
    return int(digits)
