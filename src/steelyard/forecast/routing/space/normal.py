"""Formulas: leaves that are to be true or false, joined by "and" and "or"."""

from steelyard.core.record import frozen
from steelyard.forecast.routing.space.leaf import Leaf


@frozen
class Literally:
    """A leaf that is to be true, or false."""

    leaf: Leaf
    wanted: bool


@frozen
class Every:
    """All parts hold."""

    parts: "tuple[Formula, ...]"


@frozen
class Some:
    """At least one part holds; ``exclusive``: never two of them."""

    parts: "tuple[Formula, ...]"
    exclusive: bool = False


Formula = Literally | Every | Some

TRUE = Every(())
FALSE = Some(())


def every(parts: list[Formula]) -> Formula:
    """All of these."""
    return _joined(True, parts)


def some(parts: list[Formula], exclusive: bool = False) -> Formula:
    """Any of these; ``exclusive`` when no request meets two."""
    if exclusive:
        kept = tuple(part for part in parts if part != FALSE)
        return kept[0] if len(kept) == 1 else Some(kept, True)
    return _joined(False, parts)


def contrary(formula: Formula) -> Formula:
    """What holds when the formula does not."""
    if isinstance(formula, Literally):
        return Literally(formula.leaf, not formula.wanted)
    kind = Some if isinstance(formula, Every) else Every
    return kind(tuple(contrary(part) for part in formula.parts))


def _joined(all_of: bool, parts: list[Formula]) -> Formula:
    """The parts put together, flat."""
    kind = Every if all_of else Some
    flat: list[Formula] = []
    for part in parts:
        if part == (FALSE if all_of else TRUE):
            return part
        if isinstance(part, kind) and not getattr(part, "exclusive", False):
            flat += part.parts
        else:
            flat.append(part)
    return flat[0] if len(flat) == 1 else kind(tuple(flat))
