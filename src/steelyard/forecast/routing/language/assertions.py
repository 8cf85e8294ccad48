r"""Simple assertions as what must follow, by what stands before.

An assertion at some place of a text depends on the byte before it and on the
rest of the text (pcre2pattern, "Simple assertions", "Circumflex and dollar").
So it is a set of rests for each kind of place: the start, behind a newline,
behind a word character, behind any other.
"""

from steelyard.forecast.routing.language.automaton import (
    EVERYTHING,
    NOTHING,
    Automaton,
    canonical,
)
from steelyard.forecast.routing.language.bytesets import NEWLINE, WORD, negated, numbered
from steelyard.forecast.routing.language.combine import union
from steelyard.forecast.routing.language.texts import exact, of_length, prefix

PLACES = range(4)
START, BEHIND_NEWLINE, BEHIND_WORD, BEHIND_OTHER = PLACES

Rests = tuple[Automaton, Automaton, Automaton, Automaton]
"""What may follow at each kind of place."""


def place_behind(byte: int) -> int:
    """The kind of place behind a byte."""
    if 1 << byte & WORD:
        return BEHIND_WORD
    return BEHIND_NEWLINE if 1 << byte & NEWLINE else BEHIND_OTHER


def anywhere(rest: Automaton) -> Rests:
    """What must follow wherever it stands."""
    return (rest, rest, rest, rest)


_WORD_NEXT = canonical(
    numbered([negated(WORD), WORD]), [(1, 2), (1, 1), (2, 2)], [False, False, True]
)
_NO_WORD_NEXT = _WORD_NEXT.complement()
_LAST = exact(b"")

ASSERTIONS: dict[str, Rests] = {
    "start": (EVERYTHING, NOTHING, NOTHING, NOTHING),
    # Not behind a newline that ends the text.
    "line start": (EVERYTHING, of_length(1, None), NOTHING, NOTHING),
    "end": anywhere(union(_LAST, exact(b"\n"))),
    "line end": anywhere(union(_LAST, prefix(b"\n"))),
    "last end": anywhere(_LAST),
    "boundary": (_WORD_NEXT, _WORD_NEXT, _NO_WORD_NEXT, _WORD_NEXT),
    "no boundary": (_NO_WORD_NEXT, _NO_WORD_NEXT, _WORD_NEXT, _NO_WORD_NEXT),
}
