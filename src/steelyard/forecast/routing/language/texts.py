"""Automata of plain texts: equal to, starting, ending with, containing, of a length.

Built directly: a chain of states, or the automaton of Knuth, Morris and Pratt.
"""

from steelyard.forecast.routing.language.automaton import (
    EVERYTHING,
    NOTHING,
    Automaton,
    canonical,
)
from steelyard.forecast.routing.language.bytesets import ANY, folded, numbered
from steelyard.forecast.routing.language.refused import TooLarge

LONGEST = 10_000
"""States that a plain text may need; no gateway takes a longer line."""


def exact(text: bytes, ignore_case: bool = False) -> Automaton:
    """This text only."""
    return _chain(text, ignore_case, False)


def prefix(text: bytes, ignore_case: bool = False) -> Automaton:
    """Texts that start with it."""
    return _chain(text, ignore_case, True) if text else EVERYTHING


def suffix(text: bytes, ignore_case: bool = False) -> Automaton:
    """Texts that end with it."""
    return _search(text, ignore_case, False) if text else EVERYTHING


def contains(text: bytes, ignore_case: bool = False) -> Automaton:
    """Texts in which it stands."""
    return _search(text, ignore_case, True) if text else EVERYTHING


def of_length(least: int, most: int | None) -> Automaton:
    """Texts of ``least`` to ``most`` bytes; None: of any length from ``least``."""
    last = max(least, 0) if most is None else most + 1
    if last > LONGEST:
        raise TooLarge(f"more than {LONGEST} states")
    if most is not None and most < max(least, 0):
        return NOTHING
    accepting = [least <= size and (most is None or size <= most) for size in range(last + 1)]
    return canonical(bytes(256), [(min(n + 1, last),) for n in range(last + 1)], accepting)


def _chain(text: bytes, ignore_case: bool, goes_on: bool) -> Automaton:
    """The text, and with ``goes_on`` anything after it."""
    classes, letters, count = _letters(text, ignore_case)
    last = len(letters)
    dead = last + 1
    moves = [[dead] * count for _ in range(last + 2)]
    for state, letter in enumerate(letters):
        moves[state][letter] = state + 1
    if goes_on:
        moves[last] = [last] * count
    return canonical(classes, moves, [state == last for state in range(last + 2)])


def _search(text: bytes, ignore_case: bool, goes_on: bool) -> Automaton:
    """Anything and then the text, and with ``goes_on`` anything after it."""
    classes, letters, count = _letters(text, ignore_case)
    last = len(letters)
    moves = [[0] * count for _ in range(last + 1)]
    moves[0][letters[0]] = 1
    fallback = 0
    for state in range(1, last + 1):
        moves[state] = list(moves[fallback])
        if state < last:
            moves[state][letters[state]] = state + 1
            fallback = moves[fallback][letters[state]]
    if goes_on:
        moves[last] = [last] * count
    return canonical(classes, moves, [state == last for state in range(last + 1)])


def _letters(text: bytes, ignore_case: bool) -> tuple[bytes, list[int], int]:
    """The class of each byte, the text in classes, and how many classes there are."""
    if len(text) > LONGEST:
        raise TooLarge(f"more than {LONGEST} states")
    masks = [folded(1 << byte) if ignore_case else 1 << byte for byte in text]
    parts = list(dict.fromkeys(masks))
    rest = ANY
    for part in parts:
        rest &= ~part
    if rest:
        parts.append(rest)
    classes = numbered(parts)
    return classes, [classes[byte] for byte in text], len(parts)
