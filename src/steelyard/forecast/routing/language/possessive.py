"""Possessive quantifiers (pcre2pattern, "Atomic grouping and possessive quantifiers").

They never give back what they took, so in general they match fewer texts than
the greedy form.  They are read as the greedy form where it is evident that
giving back could not help, and refused elsewhere.
"""

from collections.abc import Sequence

from steelyard.forecast.routing.language.bytesets import ANY, NEWLINE
from steelyard.forecast.routing.language.refused import Inexpressible
from steelyard.forecast.routing.language.syntax import Assertion, Bytes, Node, Repeat


def checked(parts: Sequence[Node], is_tail: bool) -> tuple[Node, ...]:
    """The parts of one alternative; raises `Inexpressible` as above.

    ``is_tail``: a match is complete where the alternative ends.
    """
    for index, part in enumerate(parts):
        if isinstance(part, Repeat) and part.possessive:
            at_end = is_tail and index == len(parts) - 1
            follows = parts[index + 1] if index + 1 < len(parts) else None
            if not at_end and not (isinstance(part.part, Bytes) and _stops(part.part, follows)):
                raise Inexpressible("a possessive quantifier")
    return tuple(parts)


def _stops(repeated: Bytes, follows: Node | None) -> bool:
    """Whether what follows cannot start with one of the repeated bytes."""
    return not repeated.mask & _first(follows)


def _first(node: Node | None) -> int:
    """Bytes one of which must come next for the node to match, or ANY."""
    match node:
        case Bytes(mask):
            return mask
        case Repeat(Bytes(mask), least, _, _) if least > 0:
            return mask
        case Assertion("end"):
            return NEWLINE
        case Assertion("last end"):
            return 0
    return ANY
