"""Texts that are read as a number within a range."""

from steelyard.forecast.routing.language.automaton import EVERYTHING, Automaton
from steelyard.forecast.routing.language.refused import Inexpressible
from steelyard.forecast.routing.space.preimage import State, explored

LARGEST = 5_000
"""Edges of ranges are below this: the automaton has a state for each number."""

_DIGITS = b"0123456789"


def read_in_range(text: str, loose: bool) -> Automaton:
    """Texts whose number lies in ``low:high``, either end open, or equals the one number.

    ``loose``: the number at the start counts, 0 without one
    (`steelyard.forecast.routing.functions`, ``integer``); else the whole text
    must be a number, as Python reads one.
    """
    low, colon, high = text.partition(":")
    try:
        least = int(low) if low or not colon else None
        most = (int(high) if high else None) if colon else least
    except ValueError:
        raise Inexpressible(f"{text!r} is no range") from None
    cap = max([abs(edge) for edge in (least, most) if edge is not None], default=0) + 1
    if cap > LARGEST:
        raise Inexpressible("a range of large numbers")

    def inside(sign: int, number: int) -> bool:
        value = sign * number
        return (least is None or value >= least) and (most is None or value <= most)

    def step(state: State, byte: int) -> State:
        kind, sign, number = state
        if kind in ("end", "lost"):
            if kind == "end" and not loose and byte not in _BLANKS:
                return ("lost", 1, 0)
            return state
        if byte in _DIGITS:
            return ("digits", sign, min(10 * number + byte - 0x30, cap))
        if kind == "lead" and byte in (b" \t" if loose else _BLANKS):
            return state
        if kind == "lead" and byte in b"+-":
            return ("sign", -1 if byte == 0x2D else 1, 0)
        if loose:
            return ("end", sign, number)
        return ("end", sign, number) if kind == "digits" and byte in _BLANKS else ("lost", 1, 0)

    def accepts(state: State) -> bool:
        kind, sign, number = state
        read = kind != "lost" if loose else kind in ("digits", "end")
        return bool(read and inside(sign, number))

    special = _DIGITS + _BLANKS + b"+-"
    return explored((EVERYTHING,), special, ("lead", 1, 0), step, accepts)


_BLANKS = b" \t\n\v\f\r"
