"""Bracketed sets (pcre2pattern, "Square brackets and character classes")."""

import re

from steelyard.forecast.routing.language import bytesets, escapes
from steelyard.forecast.routing.language.refused import Inexpressible

_POSIX = re.compile(rb"\[:(\^?)([a-z]+):\]")
_POSIX_LIKE = re.compile(rb"\[([:.=]).*?\1\]", re.DOTALL)


def bracketed(text: bytes, at: int, ignore_case: bool) -> tuple[int, int]:
    """The set whose ``[`` stands at ``at``, and where it ends."""
    if _POSIX_LIKE.match(text, at):
        raise Inexpressible("a POSIX class outside of brackets")
    at += 1
    outside = text[at : at + 1] == b"^"
    at += outside
    mask = 0
    first = True
    while first or text[at : at + 1] != b"]":
        low, members, at = _item(text, at, ignore_case)
        first = False
        if _is_range(text, at):
            if low is None:
                raise Inexpressible("a hyphen behind a set in brackets")
            high, _, at = _item(text, at + 1, ignore_case)
            if high is None or high < low:
                raise Inexpressible("a range in brackets without a proper end")
            members = bytesets.span(low, high)
        mask |= members
    mask = bytesets.folded(mask) if ignore_case else mask
    return (bytesets.negated(mask) if outside else mask), at + 1


def _is_range(text: bytes, at: int) -> bool:
    """Whether a hyphen stands there that is not the last character of the set."""
    return text[at : at + 1] == b"-" and text[at + 1 : at + 2] != b"]"


def _item(text: bytes, at: int, ignore_case: bool) -> tuple[int | None, int, int]:
    """One member: its byte (None for a set of several), its set, and where it ends."""
    if at >= len(text):
        raise Inexpressible("a set without its closing bracket")
    byte = text[at]
    if byte == ord("["):
        if posix := _POSIX.match(text, at):
            return None, _posix(posix, ignore_case), posix.end()
        if _POSIX_LIKE.match(text, at):
            raise Inexpressible("something like a POSIX class that is none")
    if byte != ord("\\"):
        return byte, 1 << byte, at + 1
    found = escapes.single(text, at + 1, in_brackets=True)
    if found is not None:
        return found[0], 1 << found[0], found[1]
    letter = chr(text[at + 1])
    if letter not in escapes.SETS:
        raise escapes.unknown(text, at + 1)
    return None, escapes.SETS[letter], at + 2


def _posix(found: re.Match[bytes], ignore_case: bool) -> int:
    """A POSIX class; without regard to case upper and lower mean any letter."""
    name = found[2].decode()
    if name not in bytesets.POSIX:
        raise Inexpressible(f"POSIX class {name!r} is not known")
    if ignore_case and name in ("upper", "lower"):
        name = "alpha"
    mask = bytesets.POSIX[name]
    return bytesets.negated(mask) if found[1] else mask
