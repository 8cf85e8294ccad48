"""Regions that differ in nothing a reader cares for, told as one."""

from collections.abc import Sequence

from steelyard.compare.regions import Region
from steelyard.compare.words import denied, region_parts
from steelyard.core.record import record
from steelyard.forecast.routing.state import State
from steelyard.model.conditions import Condition, Match
from steelyard.model.essence import essence


@record
class Told:
    """Regions told together; ``parts`` are the conditions that they have in common."""

    regions: list[Region]
    parts: list[Condition]
    more: bool

    @property
    def first(self) -> Region:
        """The one whose witness and lines are shown."""
        return self.regions[0]

    def holds(self, state: State) -> bool | None:
        """Whether a request lies in one of them; None: unknown."""
        answers = [region.holds(state) for region in self.regions]
        return True if True in answers else None if None in answers else False


def merged(regions: Sequence[Region]) -> list[Told]:
    """Regions with the same ends, of which one holds where a condition does and one where not."""
    told: list[Told] = []
    for region in regions:
        current = Told([region], region_parts(region), region.more)
        while (twin := _twin(told, current)) is not None:
            other, parts = twin
            told.remove(other)
            current = Told([*other.regions, *current.regions], parts, other.more or current.more)
        told.append(current)
    return told


def _twin(told: Sequence[Told], one: Told) -> tuple[Told, list[Condition]] | None:
    """What a region can be told with, and what both have in common."""
    ends = _ends(one.first)
    for other in told:
        if _ends(other.first) == ends:
            common = _common(other.parts, one.parts)
            if common is not None:
                return other, common
    return None


def _ends(region: Region) -> object:
    certain = region.witness is not None
    steps = [way.told for way in (region.context.old, region.context.new)]
    places = [step and step.place for step in steps]
    return (region.old, region.new, certain, region.old.place, region.new.place, places)


def _common(first: Sequence[Condition], second: Sequence[Condition]) -> list[Condition] | None:
    """The common conditions, when both are these and one more.

    Which holds in one and not in the other, or compares the same value.
    """
    one = {essence(part, True): part for part in first}
    other = {essence(part, True): part for part in second}
    left = [part for key, part in one.items() if key not in other]
    right = [part for key, part in other.items() if key not in one]
    same = [part for key, part in one.items() if key in other]
    if not left and not right:
        return same
    if len(left) != 1 or len(right) != 1:
        return None
    a, b = left[0], right[0]
    if essence(denied(a), True) == essence(b, True):
        return same
    if isinstance(a, Match) and isinstance(b, Match) and a.value == b.value:
        return [*same, Match(a.value, (*a.patterns, *b.patterns))]
    return None
